/** Tests of tables without a catalog. */
@NullMarked
package dev.firn.catalog.chain;

import org.jspecify.annotations.NullMarked;

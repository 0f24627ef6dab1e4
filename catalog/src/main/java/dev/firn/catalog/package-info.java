/** Everything Iceberg. */
@NullMarked
package dev.firn.catalog;

import org.jspecify.annotations.NullMarked;

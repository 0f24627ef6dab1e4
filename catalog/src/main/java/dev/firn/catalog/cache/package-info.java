/** Objects that never change, kept in memory. */
@NullMarked
package dev.firn.catalog.cache;

import org.jspecify.annotations.NullMarked;

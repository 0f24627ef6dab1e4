/** The table's history: what it held at a point of it, tags, differences, and the way back. */
@NullMarked
package dev.firn.catalog.history;

import org.jspecify.annotations.NullMarked;

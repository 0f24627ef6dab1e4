/** A catalog without a server: SQLite, a folder, and the REST routes over them. */
@NullMarked
package dev.firn.catalog.embedded;

import org.jspecify.annotations.NullMarked;

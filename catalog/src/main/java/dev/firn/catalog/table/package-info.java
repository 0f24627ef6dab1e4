/** The table: its form, how it is opened, and what its metadata says. */
@NullMarked
package dev.firn.catalog.table;

import org.jspecify.annotations.NullMarked;

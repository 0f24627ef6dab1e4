/** What can be read of the table of dead letters. */
@NullMarked
package dev.firn.catalog.rejected;

import org.jspecify.annotations.NullMarked;

/** Which fields of {@code data} could have columns of their own, from what has arrived. */
@NullMarked
package dev.firn.catalog.suggestion;

import org.jspecify.annotations.NullMarked;

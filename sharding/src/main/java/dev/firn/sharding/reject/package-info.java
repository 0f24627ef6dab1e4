/** Rows that can never be written, on their way to buffers of their own. */
@NullMarked
package dev.firn.sharding.reject;

import org.jspecify.annotations.NullMarked;

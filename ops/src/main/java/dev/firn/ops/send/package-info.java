/** {@code firn send}: posts files of CloudEvents, with retries, and says what became of each. */
@NullMarked
package dev.firn.ops.send;

import org.jspecify.annotations.NullMarked;

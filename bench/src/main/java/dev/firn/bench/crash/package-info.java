/** {@code bench crash}: kills a node while it is written to, and looks whether it kept its word. */
@NullMarked
package dev.firn.bench.crash;

import org.jspecify.annotations.NullMarked;

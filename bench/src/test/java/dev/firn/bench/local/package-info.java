/** {@code firn cluster}, as its users have it. */
@NullMarked
package dev.firn.bench.local;

import org.jspecify.annotations.NullMarked;

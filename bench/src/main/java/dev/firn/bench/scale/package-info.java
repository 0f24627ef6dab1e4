/** Arithmetic of clusters larger than anybody has at hand: docs/scale.md and docs/sizing.md. */
@NullMarked
package dev.firn.bench.scale;

import org.jspecify.annotations.NullMarked;

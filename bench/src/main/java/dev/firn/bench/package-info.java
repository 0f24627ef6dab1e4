/** Load generator, benchmarks, fault harness. */
@NullMarked
package dev.firn.bench;

import org.jspecify.annotations.NullMarked;

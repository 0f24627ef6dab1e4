/** Load generator, benchmarks, fault harness: everything that runs a node from outside. */
@NullMarked
package dev.firn.bench;

import org.jspecify.annotations.NullMarked;

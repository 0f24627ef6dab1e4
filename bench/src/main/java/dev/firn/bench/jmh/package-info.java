/** JMH benchmarks of the steps that an event takes, each alone; figures are per event. */
@NullMarked
package dev.firn.bench.jmh;

import org.jspecify.annotations.NullMarked;

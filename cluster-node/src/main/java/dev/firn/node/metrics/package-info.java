/** What a node counts, for Prometheus. */
@NullMarked
package dev.firn.node.metrics;

import org.jspecify.annotations.NullMarked;

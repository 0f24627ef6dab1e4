/**
 * {@code bench cluster}: several nodes in one cluster with their journal in one PostgreSQL, under
 * load; nodes are killed, halted, cut off, moved and restarted, and then it is looked whether
 * everything acknowledged is in the table once and the cluster whole again by itself.
 */
@NullMarked
package dev.firn.bench.cluster;

import org.jspecify.annotations.NullMarked;

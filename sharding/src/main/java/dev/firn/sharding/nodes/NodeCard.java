package dev.firn.sharding.nodes;

import dev.firn.sharding.Portable;

/**
 * What a node tells the others of itself.
 *
 * @param http the root of its API
 * @param partitions awake on it, of either table
 */
public record NodeCard(String http, int partitions) implements Portable {}

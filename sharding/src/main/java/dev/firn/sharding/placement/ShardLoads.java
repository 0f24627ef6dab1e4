package dev.firn.sharding.placement;

import java.util.Map;

/** What the shards of one kind carry, as far as is known here. Never blocks. */
public interface ShardLoads {
  /** Of a kind whose shards are not measured: they are placed by their number. */
  ShardLoads UNMEASURED = Map::of;

  /**
   * By node, from those that were heard of lately, what each of its shards carries. A shard that a
   * node does not name carries nothing there; of a node that is missing nothing is known.
   */
  Map<String, Map<String, ShardLoad>> reports();
}

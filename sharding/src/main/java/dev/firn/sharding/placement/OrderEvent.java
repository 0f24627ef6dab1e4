package dev.firn.sharding.placement;

import dev.firn.sharding.Portable;

/** What is journaled of operators' orders: who gave it, and when in milliseconds since 1970. */
public sealed interface OrderEvent extends Portable {

  record Pinned(ShardId shard, String node, String by, long at) implements OrderEvent {}

  record Unpinned(ShardId shard, String by, long at) implements OrderEvent {}

  record Drained(String node, String by, long at) implements OrderEvent {}

  record Undrained(String node, String by, long at) implements OrderEvent {}
}

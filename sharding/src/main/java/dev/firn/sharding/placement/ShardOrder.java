package dev.firn.sharding.placement;

import java.util.Comparator;

/** Shards in the order of their numbers, as people expect. */
final class ShardOrder {
  static final Comparator<String> NATURAL =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private ShardOrder() {}
}

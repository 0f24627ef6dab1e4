package dev.firn.sharding.placement;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each shard carries, whoever says so. A load belongs to the shard and not to the node: while
 * a new home is still measuring, and when a node falls silent, what was known goes on counting.
 * That keeps a shard that has just moved from looking empty.
 */
final class LoadMemory {
  private final Duration measuring;
  private final Map<String, ShardLoad> known = new HashMap<>();

  /**
   * @param measuring how long a new home's figures are not believed
   */
  LoadMemory(Duration measuring) {
    this.measuring = measuring;
  }

  Map<String, ShardLoad> learn(Observation seen, Map<String, Instant> movedAt) {
    seen.homes().forEach((shard, home) -> learn(shard, home, seen, movedAt.get(shard)));
    return Map.copyOf(known);
  }

  private void learn(String shard, String home, Observation seen, @Nullable Instant moved) {
    boolean isNewThere =
        moved != null && Duration.between(moved, seen.now()).compareTo(measuring) < 0;
    if (isNewThere && known.containsKey(shard)) {
      return;
    }
    Map<String, ShardLoad> report = seen.reports().get(home);
    if (report != null && !isNewThere) {
      known.put(shard, report.getOrDefault(shard, ShardLoad.NONE));
    } else if (!known.containsKey(shard)) {
      heaviestOfAnyNode(shard, seen);
    }
  }

  /**
   * A new coordinator finds shards that moved before it looked: the former home may still speak.
   */
  private void heaviestOfAnyNode(String shard, Observation seen) {
    for (Map<String, ShardLoad> report : seen.reports().values()) {
      ShardLoad load = report.get(shard);
      if (load != null) {
        known.merge(
            shard, load, (one, two) -> one.bytesPerSecond() >= two.bytesPerSecond() ? one : two);
      }
    }
  }
}

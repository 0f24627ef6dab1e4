package dev.firn.sharding.placement;

import dev.firn.sharding.Portable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one node says that its shards carry.
 *
 * @param number of this node's report since it started; another one shows that the node lives
 * @param entries the heaviest shards; others carry next to nothing
 */
public record LoadReport(long number, List<Entry> entries) implements Portable {
  static final Comparator<Entry> HEAVIEST_FIRST =
      Comparator.<Entry>comparingLong(entry -> -entry.bytesPerSecond() - entry.bufferedBytes())
          .thenComparing(Entry::shard, ShardOrder.NATURAL);

  public LoadReport {
    entries = List.copyOf(entries);
  }

  /** One shard. */
  public record Entry(String shard, long bytesPerSecond, long bufferedBytes) {}

  Map<String, ShardLoad> loads() {
    Map<String, ShardLoad> loads = new HashMap<>();
    entries.forEach(
        entry ->
            loads.put(entry.shard(), new ShardLoad(entry.bytesPerSecond(), entry.bufferedBytes())));
    return Map.copyOf(loads);
  }
}

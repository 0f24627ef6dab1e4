package dev.firn.sharding.placement;

import dev.firn.sharding.PartitionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what the shards of one kind take in on this node. Counting is one addition to an array:
 * nothing is allocated and nothing is looked up. {@link #sample} is for one thread, the rest for
 * any.
 */
public final class ShardTraffic {
  private final AtomicLongArray bytes;
  private final Map<Integer, Rates> rates = new HashMap<>();
  private final long[] sampled;

  /**
   * @param numberOfShards as sharding is set
   */
  public ShardTraffic(int numberOfShards) {
    this.bytes = new AtomicLongArray(numberOfShards);
    this.sampled = new long[numberOfShards];
  }

  /** An append of the entity was made durable. */
  public void add(String entity, long appendedBytes) {
    bytes.addAndGet(shardOf(entity), appendedBytes);
  }

  /** As sharding's own extractor has it. */
  int shardOf(String entity) {
    return Math.abs(entity.hashCode() % bytes.length());
  }

  /**
   * The heaviest shards of this node.
   *
   * @param most so many at most
   */
  List<LoadReport.Entry> sample(
      Collection<PartitionStatus> awake, Duration elapsed, Duration smoothing, int most) {
    Map<Integer, Long> buffered = new HashMap<>();
    for (PartitionStatus partition : awake) {
      buffered.merge(shardOf(partition.partition()), partition.bytes(), Long::sum);
    }
    List<LoadReport.Entry> entries = new ArrayList<>();
    for (int shard = 0; shard < sampled.length; shard++) {
      double rate = rate(shard, elapsed, smoothing);
      long held = buffered.getOrDefault(shard, 0L);
      if (rate >= 1 || held > 0) {
        entries.add(new LoadReport.Entry(String.valueOf(shard), Math.round(rate), held));
      }
    }
    entries.sort(LoadReport.HEAVIEST_FIRST);
    return List.copyOf(entries.subList(0, Math.min(most, entries.size())));
  }

  /** A shard that was silent for long is forgotten. */
  private double rate(int shard, Duration elapsed, Duration smoothing) {
    long total = bytes.get(shard);
    long taken = total - sampled[shard];
    sampled[shard] = total;
    Rates rate = rates.get(shard);
    if (rate == null) {
      if (taken == 0) {
        return 0;
      }
      rate = new Rates();
      rates.put(shard, rate);
    }
    rate.sample(taken, elapsed, smoothing);
    if (rate.bytesPerSecond() < 1) {
      rates.remove(shard);
    }
    return rate.bytesPerSecond();
  }
}

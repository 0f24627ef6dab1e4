package dev.firn.sharding.partition;

import dev.firn.sharding.StuckPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The partitions of a node that stand still, also while they are stopped between two tries. One
 * that tries no longer, because it has moved to another node, is soon forgotten. Thread-safe.
 */
final class StuckPartitions {
  /** Longer than any pause between two tries. */
  private static final Duration REMEMBERED = Duration.ofMinutes(2);

  private record Noted(StuckPartition partition, long at) {}

  private final ConcurrentHashMap<String, Noted> noted = new ConcurrentHashMap<>();

  void note(String partition, String reason, Instant now) {
    note(partition, reason, now, System.nanoTime());
  }

  void note(String partition, String reason, Instant now, long nanos) {
    noted.merge(
        partition,
        new Noted(new StuckPartition(partition, now, reason), nanos),
        (before, again) ->
            new Noted(
                new StuckPartition(partition, before.partition().since(), reason), again.at()));
  }

  void goesOn(String partition) {
    noted.remove(partition);
  }

  List<StuckPartition> list() {
    return list(System.nanoTime());
  }

  List<StuckPartition> list(long nanos) {
    noted
        .values()
        .removeIf(one -> nanos - one.at() > TimeUnit.MILLISECONDS.toNanos(REMEMBERED.toMillis()));
    return noted.values().stream()
        .map(Noted::partition)
        .sorted(Comparator.comparing(StuckPartition::partition))
        .toList();
  }
}

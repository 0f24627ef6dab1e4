package dev.firn.sharding.partition;

import dev.firn.sharding.StuckPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The partitions of a node that stand still, also while they are stopped between two tries. One
 * that is awake is remembered until it goes on, however long its try takes; one that is started no
 * more, because it has moved to another node, is forgotten in time. Thread-safe.
 */
final class StuckPartitions {
  /** Longer than from a partition's stop to the end of its next recovery, or the failure of it. */
  private static final Duration REMEMBERED_STOPPED = Duration.ofMinutes(10);

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

  List<StuckPartition> list(Predicate<String> isAwake) {
    return list(isAwake, System.nanoTime());
  }

  List<StuckPartition> list(Predicate<String> isAwake, long nanos) {
    noted
        .entrySet()
        .removeIf(
            one ->
                nanos - one.getValue().at() > REMEMBERED_STOPPED.toNanos()
                    && !isAwake.test(one.getKey()));
    return noted.values().stream()
        .map(Noted::partition)
        .sorted(Comparator.comparing(StuckPartition::partition))
        .toList();
  }
}

package dev.firn.node.audit;

import dev.firn.sharding.PartitionStatus;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which partitions have flushed something since they were seen last. One whose rows all went to the
 * dead letters has no file of its own: the table tells nothing of it. A partition that an audit has
 * woken has flushed nothing by that, so it is not seen again for having been asked.
 */
final class FlushedPartitions {
  private static final int MOST_REMEMBERED = 50_000;

  private final Map<String, Mark> marks = new LinkedHashMap<>(16, 0.75f, true);

  /** What moves when rows leave a partition: its oldest row, or, without one, its newest append. */
  private record Mark(long epoch, Optional<Instant> oldest, long lastAppend) {
    static Mark of(PartitionStatus status) {
      return new Mark(
          status.epoch(), status.oldest(), status.oldest().isPresent() ? 0 : status.lastAppend());
    }
  }

  /**
   * @param awake as they are now
   */
  Set<String> since(List<PartitionStatus> awake) {
    Set<String> flushed = new HashSet<>();
    for (PartitionStatus status : awake) {
      Mark mark = Mark.of(status);
      if (!mark.equals(marks.put(status.partition(), mark))) {
        flushed.add(status.partition());
      }
    }
    marks.keySet().stream()
        .limit(Math.max(0, marks.size() - MOST_REMEMBERED))
        .toList()
        .forEach(marks::remove);
    return flushed;
  }
}

package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterSnapshot.Mark;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * For each partition a high-water mark of its appends. A file is accepted exactly at its
 * partition's mark, so none can be added twice.
 */
final class PartitionMarks {
  /** How long a closed epoch is refused, for messages that were on their way. */
  static final Duration TOMBSTONE = Duration.ofDays(2);

  private final Map<String, Mark> marks = new HashMap<>();

  void putAll(Map<String, Mark> saved) {
    marks.putAll(saved);
  }

  Map<String, Mark> all() {
    return marks;
  }

  /** A file is in the table; one that is added again moves no mark back. */
  void advance(PlannedFile file, long at) {
    Mark before = marks.get(file.partition());
    boolean isNews =
        before == null
            || before.epoch() < file.epoch()
            || (before.epoch() == file.epoch() && before.through() < file.to());
    if (isNews) {
      boolean closed = before != null && before.epoch() == file.epoch() && before.closed();
      marks.put(file.partition(), new Mark(file.epoch(), file.to(), closed, at));
    }
  }

  void close(ClosedEpoch closed, long at) {
    Mark mark = marks.get(closed.partition());
    if (mark != null && mark.epoch() == closed.epoch()) {
      marks.put(closed.partition(), new Mark(mark.epoch(), mark.through(), true, at));
    }
  }

  void forgetOldTombstones(long now) {
    marks.values().removeIf(mark -> mark.closed() && mark.at() + TOMBSTONE.toMillis() < now);
  }

  /**
   * The last append of this epoch that is in the table.
   *
   * @param otherwise where nothing is known of the epoch
   */
  long through(String partition, long epoch, long otherwise) {
    Mark mark = marks.get(partition);
    return mark != null && mark.epoch() == epoch ? mark.through() : otherwise;
  }

  /** Whether files of this epoch come too late, whatever they hold. */
  boolean isClosed(String partition, long epoch) {
    Mark mark = marks.get(partition);
    return mark != null && (mark.epoch() > epoch || (mark.epoch() == epoch && mark.closed()));
  }

  /** Whether there is anything to close: neither closed nor forgotten. */
  boolean isOpen(String partition, long epoch) {
    Mark mark = marks.get(partition);
    return mark != null && mark.epoch() == epoch && !mark.closed();
  }
}

package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterSnapshot.Mark;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For each partition a high-water mark of its appends. A file is accepted exactly at its
 * partition's mark, so none can be added twice.
 */
final class PartitionMarks {
  /** How long a closed epoch is refused, for messages that were on their way. */
  static final Duration TOMBSTONE = Duration.ofDays(2);

  private final Map<String, Mark> marks = new HashMap<>();
  private final TakenBackRefusals takenBack = new TakenBackRefusals();

  void restore(CommitterSnapshot snapshot) {
    marks.putAll(snapshot.marks());
    takenBack.putAll(snapshot.takenBack());
  }

  /** Marks that were moved by files of which their partitions knew nothing. */
  TakenBackRefusals takenBack() {
    return takenBack;
  }

  Map<String, Mark> all() {
    return marks;
  }

  /**
   * These files are in the table.
   *
   * @param wereRefused whether their partitions have been told that they are not
   */
  void advance(List<PlannedFile> files, boolean wereRefused, long at) {
    for (PlannedFile file : files) {
      advance(file, at);
      if (wereRefused) {
        takenBack.put(new TakenBack(file.partition(), file.epoch(), file.to()));
      } else {
        takenBack.remove(file.partition());
      }
    }
  }

  /** A file that is added again moves no mark back. */
  private void advance(PlannedFile file, long at) {
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

  void close(EpochsClosed event) {
    for (ClosedEpoch closed : event.epochs()) {
      close(closed, event.at());
      takenBack.remove(closed.partition());
    }
    forgetOldTombstones(event.at());
  }

  private void close(ClosedEpoch closed, long at) {
    Mark mark = marks.get(closed.partition());
    if (mark != null && mark.epoch() == closed.epoch()) {
      marks.put(closed.partition(), new Mark(mark.epoch(), mark.through(), true, at));
    }
  }

  private void forgetOldTombstones(long now) {
    marks.values().removeIf(mark -> mark.closed() && mark.at() + TOMBSTONE.toMillis() < now);
  }

  /**
   * The last append of this epoch that is in the table, or was in one that stood in its place: what
   * a partition was told by any committer, it has journaled. It never knows of more than this one,
   * but for appends that went to another table; should this journal have lost its newest part, then
   * the table's ledger is ahead of it, and no commit gets by.
   *
   * @param atLeast what the partition says of itself, 0 to leave that out
   */
  long through(String partition, long epoch, long atLeast) {
    Mark mark = marks.get(partition);
    long known = mark != null && mark.epoch() == epoch ? mark.through() : 0;
    return Math.max(known, atLeast);
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

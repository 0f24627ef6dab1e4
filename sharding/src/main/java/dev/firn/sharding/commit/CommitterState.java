package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import dev.firn.sharding.commit.CommitterSnapshot.Mark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a committer knows: the ledger's number, the one plan that may be open, and for each
 * partition a high-water mark of its appends. A file is accepted exactly at its partition's mark,
 * so none can be added twice. Changed by {@link #apply} only.
 */
final class CommitterState {
  /** How long a closed epoch is refused, for messages that were on their way. */
  private static final Duration TOMBSTONE = Duration.ofDays(2);

  private static final int UNDONE_KEPT = 16;

  private long ledger;
  private long snapshotId = -1;
  private long sequenceNumber;
  private @Nullable Planned plan;
  private @Nullable String parked;
  private final Map<String, Mark> marks = new HashMap<>();
  private final List<String> undone = new ArrayList<>();

  static CommitterState of(CommitterSnapshot snapshot) {
    CommitterState state = new CommitterState();
    state.ledger = snapshot.ledger();
    state.snapshotId = snapshot.snapshotId();
    state.sequenceNumber = snapshot.sequenceNumber();
    state.plan = snapshot.plan();
    state.marks.putAll(snapshot.marks());
    state.undone.addAll(snapshot.undone());
    return state;
  }

  CommitterSnapshot snapshot() {
    return new CommitterSnapshot(ledger, snapshotId, sequenceNumber, plan, marks, undone);
  }

  CommitterState apply(CommitterEvent event) {
    parked = event instanceof Parked stopped ? stopped.reason() : parkedAfter(event);
    if (event instanceof Planned planned) {
      plan = planned;
    } else if (event instanceof Committed committed) {
      commit(committed);
    } else if (event instanceof RolledBack rolledBack) {
      rollBack(rolledBack);
    } else if (event instanceof Tombstoned tombstoned) {
      plan = without(tombstoned);
    } else if (event instanceof EpochsClosed closed) {
      closed.epochs().forEach(epoch -> close(epoch, closed.at()));
      forgetOldTombstones(closed.at());
    }
    return this;
  }

  /** Whatever moves the plan shows that it is no longer parked. */
  private @Nullable String parkedAfter(CommitterEvent event) {
    return event instanceof EpochsClosed ? parked : null;
  }

  /** Why the open plan waits for an operator. */
  Optional<String> parked() {
    return Optional.ofNullable(parked);
  }

  private void commit(Committed event) {
    Planned landed = plan;
    if (landed == null || landed.ledger() != event.ledger()) {
      throw new IllegalStateException("Committed without its plan: " + event);
    }
    for (PlannedFile file : landed.files()) {
      long through = Math.max(file.to(), markOf(file.partition(), file.epoch()));
      marks.put(file.partition(), new Mark(file.epoch(), through, false, event.at()));
    }
    ledger = event.ledger();
    snapshotId = event.snapshotId();
    sequenceNumber = event.sequenceNumber();
    plan = null;
  }

  private void rollBack(RolledBack event) {
    if (plan != null) {
      undone.add(plan.ledger() + ":" + plan.commitId());
    }
    if (undone.size() > UNDONE_KEPT) {
      undone.remove(0);
    }
    ledger = event.ledger();
    plan = null;
  }

  /** What follows a refused file in its partition goes with it: marks move without gaps only. */
  private @Nullable Planned without(Tombstoned event) {
    Planned open = plan;
    if (open == null) {
      return null;
    }
    List<PlannedFile> rest =
        open.files().stream().filter(file -> !isRefused(open, event, file)).toList();
    if (rest.isEmpty()) {
      return null;
    }
    return new Planned(
        open.tableUuid(),
        open.ledger(),
        event.newCommitId(),
        rest,
        open.baseSnapshotId(),
        open.baseSequenceNumber());
  }

  private static boolean isRefused(Planned open, Tombstoned event, PlannedFile file) {
    return open.files().stream()
        .anyMatch(
            refused ->
                event.flushIds().contains(refused.flushId())
                    && refused.partition().equals(file.partition())
                    && refused.epoch() == file.epoch()
                    && refused.from() <= file.from());
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

  /** The last append of this epoch that is in the table; none of a later epoch. */
  long markOf(String partition, long epoch) {
    Mark mark = marks.get(partition);
    return mark != null && mark.epoch() == epoch ? mark.through() : 0;
  }

  /** Whether files of this epoch come too late, whatever they hold. */
  boolean isClosed(String partition, long epoch) {
    Mark mark = marks.get(partition);
    return mark != null && (mark.epoch() > epoch || (mark.epoch() == epoch && mark.closed()));
  }

  /** Markers of commits that landed and were rolled back: should one reappear, nothing is added. */
  List<String> undone() {
    return List.copyOf(undone);
  }

  long ledger() {
    return ledger;
  }

  long snapshotId() {
    return snapshotId;
  }

  long sequenceNumber() {
    return sequenceNumber;
  }

  Optional<Planned> plan() {
    return Optional.ofNullable(plan);
  }
}

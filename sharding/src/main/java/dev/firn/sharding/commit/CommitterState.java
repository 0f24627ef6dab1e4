package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.Returned;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Settled;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a committer knows: the ledger's number, the one plan that may be open, the marks of the
 * partitions, and which commits settle. Every event counts one sequence number, so the state knows
 * where in the journal the files of a commit are. Changed by {@link #apply} only.
 */
final class CommitterState {
  private static final int UNDONE_KEPT = 16;

  private long ledger;
  private long snapshotId = -1;
  private long sequenceNumber;
  private @Nullable Planned plan;
  private long plannedNumber;
  private @Nullable Parked parked;
  private @Nullable String replacedBy;
  private long journaled;
  private boolean isCounting = true;
  private long readdedFiles;
  private final PartitionMarks marks = new PartitionMarks();
  private final SettlingLedgers settling = new SettlingLedgers();
  private final List<String> undone = new ArrayList<>();

  static CommitterState of(CommitterSnapshot snapshot) {
    CommitterState state = new CommitterState();
    state.ledger = snapshot.ledger();
    state.snapshotId = snapshot.snapshotId();
    state.sequenceNumber = snapshot.sequenceNumber();
    state.plan = snapshot.plan();
    state.plannedNumber = snapshot.plannedNumber();
    state.parked = snapshot.parked();
    state.replacedBy = snapshot.replacedBy();
    state.journaled = snapshot.journaled();
    state.isCounting = snapshot.journaled() > 0;
    state.readdedFiles = snapshot.readdedFiles();
    state.marks.putAll(snapshot.marks());
    state.settling.restore(snapshot.kept(), snapshot.lost(), snapshot.gone());
    state.undone.addAll(snapshot.undone());
    return state;
  }

  CommitterSnapshot snapshot() {
    return new CommitterSnapshot(
        ledger,
        snapshotId,
        sequenceNumber,
        plan,
        marks.all(),
        undone,
        isCounting ? journaled : 0,
        plannedNumber,
        settling.kept(),
        settling.lost(),
        settling.gone(),
        parked,
        replacedBy,
        readdedFiles);
  }

  /** Version 1 did not count: from the end of a recovery on, the journal itself says how many. */
  void recovered(long lastSequenceNumber) {
    journaled = lastSequenceNumber;
    isCounting = true;
  }

  CommitterState apply(CommitterEvent event) {
    journaled++;
    if (event instanceof Planned planned) {
      plan = planned;
      plannedNumber = isCounting ? journaled : 0;
    } else if (event instanceof Committed committed) {
      commit(committed);
    } else if (event instanceof Tombstoned tombstoned) {
      refuse(tombstoned);
    } else if (event instanceof EpochsClosed closed) {
      closed.epochs().forEach(epoch -> marks.close(epoch, closed.at()));
      marks.forgetOldTombstones(closed.at());
    } else if (event instanceof TableReplaced replaced) {
      replacedBy = replaced.newUuid();
      plan = null;
      settling.clear();
    } else if (event instanceof TableReturned) {
      replacedBy = null;
    } else {
      applyToSettling(event);
    }
    parked = event instanceof Parked stopped ? stopped : parkedAfter(event);
    return this;
  }

  private void refuse(Tombstoned event) {
    Planned before = plan;
    plan = before == null ? null : PlanAfterRefusal.of(before, event);
    plannedNumber = 0;
    if (before != null && plan == null) {
      settling.takeLost(before.again());
    }
  }

  private void applyToSettling(CommitterEvent event) {
    if (event instanceof RolledBack rolledBack) {
      rollBack(rolledBack);
    } else if (event instanceof Lost lost) {
      lost.ledgers().forEach(gone -> settling.lose(gone, lost.snapshotId(), lost.sequenceNumber()));
    } else if (event instanceof Returned returned) {
      settling.takeLost(returned.ledger()).ifPresent(settling::cameBack);
      decide(returned.at());
    } else if (event instanceof Dropped dropped) {
      dropped.ledgers().forEach(settling::drop);
      if (plan != null && dropped.ledgers().contains(plan.again())) {
        decide(dropped.at());
      }
    } else if (event instanceof Settled settled) {
      settling.settleThrough(settled.ledger());
    }
  }

  /**
   * The files of the plan are not to be added by it, nor by another: their partitions may never
   * have heard that an earlier commit had brought them.
   */
  private void decide(long at) {
    if (plan != null) {
      plan.files().forEach(file -> marks.advance(file, at));
    }
    plan = null;
  }

  /** Whatever moves the plan shows that it is no longer parked. */
  private @Nullable Parked parkedAfter(CommitterEvent event) {
    boolean standsStill = event instanceof EpochsClosed || event instanceof Settled;
    return standsStill ? parked : null;
  }

  private void commit(Committed event) {
    Planned landed = plan;
    if (landed == null || landed.ledger() != event.ledger()) {
      throw new IllegalStateException("Committed without its plan: " + event);
    }
    landed.files().forEach(file -> marks.advance(file, event.at()));
    ledger = event.ledger();
    snapshotId = event.snapshotId();
    sequenceNumber = event.sequenceNumber();
    if (plannedNumber > 0) {
      settling.keep(toKeep(landed, event.at()));
    }
    if (landed.again() > 0) {
      readdedFiles += landed.files().size();
    }
    plan = null;
  }

  /** The plan's files under its number, and no longer under an earlier one. */
  private KeptLedger toKeep(Planned landed, long at) {
    Optional<KeptLedger> before = settling.takeLost(landed.again());
    long base = landed.baseSequenceNumber();
    int files = landed.files().size();
    return before
        .map(kept -> kept.again(landed.ledger(), landed.marker(), base, plannedNumber, files, at))
        .orElseGet(
            () ->
                new KeptLedger(
                    landed.ledger(), List.of(landed.marker()), base, plannedNumber, files, at));
  }

  /** It used up its number; its files are to be added again under the next. */
  private void rollBack(RolledBack event) {
    Planned gone = plan;
    ledger = event.ledger();
    plan = null;
    if (gone == null) {
      return;
    }
    if (plannedNumber > 0) {
      settling.lose(toKeep(gone, 0), event.snapshotId(), event.sequenceNumber());
      return;
    }
    undone.add(gone.marker());
    if (undone.size() > UNDONE_KEPT) {
      undone.remove(0);
    }
  }

  /** Markers under which the plan's files were in the table before, and were rolled back. */
  List<String> undoneBefore(Planned planned) {
    List<String> markers = new ArrayList<>(undone);
    settling.lost().stream()
        .filter(gone -> gone.kept().ledger() == planned.again())
        .forEach(gone -> markers.addAll(gone.kept().markers()));
    return markers;
  }

  /** Whether the rows of some of these files are nowhere but in them: they had been committed. */
  boolean isAnyBehindItsMark(List<PlannedFile> files) {
    return files.stream()
        .anyMatch(
            file ->
                marks.isClosed(file.partition(), file.epoch())
                    || marks.through(file.partition(), file.epoch(), 0) >= file.to());
  }

  /** Up to where the journal holds nothing that is still needed behind a snapshot. */
  long truncatableThrough(long snapshotNumber) {
    long needed = settling.firstNeeded();
    if (plan != null && plannedNumber > 0) {
      needed = Math.min(needed, plannedNumber);
    }
    return Math.min(snapshotNumber, needed - 1);
  }

  PartitionMarks marks() {
    return marks;
  }

  SettlingLedgers settling() {
    return settling;
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

  long readdedFiles() {
    return readdedFiles;
  }

  Optional<Planned> plan() {
    return Optional.ofNullable(plan);
  }

  /** Whether the journal holds the open plan as it stands, to be read back one day. */
  boolean isPlanJournaled() {
    return plannedNumber > 0;
  }

  Optional<Parked> parked() {
    return Optional.ofNullable(parked);
  }

  Optional<String> replacedBy() {
    return Optional.ofNullable(replacedBy);
  }
}

package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.FilesRefused;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a committer knows: the ledger's number, the one plan that may be open, the marks of the
 * partitions, and which commits settle. Every event counts one sequence number, so the state knows
 * where in the journal the files of a commit are. Changed by {@link #apply} only.
 */
final class CommitterState {
  private long ledger;
  private long snapshotId = -1;
  private long sequenceNumber;
  private @Nullable String replacedBy;
  private long journaled;
  private boolean isCounting = true;
  private long readdedFiles;
  private final CurrentPlan current = new CurrentPlan();
  private final PartitionMarks marks = new PartitionMarks();
  private final SettlingLedgers settling = new SettlingLedgers();
  private final GivenUpPlans givenUp = new GivenUpPlans();
  private final RefusedFiles refused = new RefusedFiles();
  private final UndoneMarkers undone = new UndoneMarkers();

  static CommitterState of(CommitterSnapshot snapshot) {
    CommitterState state = new CommitterState();
    state.ledger = snapshot.ledger();
    state.snapshotId = snapshot.snapshotId();
    state.sequenceNumber = snapshot.sequenceNumber();
    state.replacedBy = snapshot.replacedBy();
    state.journaled = snapshot.journaled();
    state.isCounting = snapshot.journaled() > 0;
    state.readdedFiles = snapshot.readdedFiles();
    state.current.restore(snapshot);
    state.marks.restore(snapshot);
    state.settling.restore(snapshot.kept(), snapshot.lost(), snapshot.gone());
    state.undone.restore(snapshot.undone());
    state.givenUp.restore(snapshot.givenUp());
    state.refused.restore(snapshot.refused());
    return state;
  }

  CommitterSnapshot snapshot() {
    return new CommitterSnapshot(
        ledger,
        snapshotId,
        sequenceNumber,
        current.plan().orElse(null),
        marks.all(),
        undone.all(),
        isCounting ? journaled : 0,
        current.number(),
        settling.kept(),
        settling.lost(),
        settling.gone(),
        current.parked(),
        replacedBy,
        readdedFiles,
        current.isRefused(),
        marks.takenBack().all(),
        givenUp.all(),
        new HashSet<>(refused.all()));
  }

  /** Version 1 did not count: from the end of a recovery on, the journal itself says how many. */
  void recovered(long lastSequenceNumber) {
    journaled = lastSequenceNumber;
    isCounting = true;
  }

  CommitterState apply(CommitterEvent event) {
    journaled++;
    if (event instanceof Planned planned) {
      open(planned);
    } else if (event instanceof Committed committed) {
      commit(committed);
    } else if (event instanceof Tombstoned tombstoned) {
      refuse(tombstoned);
    } else if (event instanceof EpochsClosed closed) {
      marks.close(closed);
      closed.epochs().forEach(one -> refused.remove(one.partition()));
    } else if (event instanceof FilesRefused files) {
      refused.add(files);
    } else if (event instanceof TableReplaced replaced) {
      replace(replaced);
    } else if (event instanceof TableReturned returned) {
      replacedBy = null;
      if (returned.abandonsPlan()) {
        giveUpPlan(true);
        abandonPlan();
      }
    } else {
      applyToSettling(event);
    }
    if (event instanceof Parked parked) {
      current.park(parked);
    } else if (movesThePlan(event)) {
      current.park(null);
    }
    return this;
  }

  /** Whatever moves the plan shows that it is no longer parked. */
  private boolean movesThePlan(CommitterEvent event) {
    boolean concernsOthers =
        event instanceof EpochsClosed
            || event instanceof Settled
            || event instanceof Lost
            || event instanceof FilesRefused;
    boolean isOpenStill = event instanceof Dropped && plan().isPresent();
    return !concernsOthers && !isOpenStill;
  }

  private void open(Planned planned) {
    long number = isCounting ? journaled : 0;
    givenUp
        .take(planned.marker())
        .ifPresentOrElse(
            landed -> {
              undone.remove(landed.marker());
              current.takeUp(planned, number, landed.isRefused());
            },
            () -> current.open(planned, number));
  }

  /** An attempt of an earlier life may still be under way. */
  private void giveUpPlan(boolean isRefused) {
    current.givenUp(isRefused).ifPresent(givenUp::add);
  }

  private void refuse(Tombstoned event) {
    Optional<Planned> before = plan();
    giveUpPlan(true);
    current.refuse(event);
    if (before.isPresent() && plan().isEmpty()) {
      settling.takeLost(before.get().again());
      current.close();
    }
  }

  private void replace(TableReplaced event) {
    replacedBy = event.newUuid();
    if (event.forgets()) {
      current.close();
      settling.clear();
      givenUp.clear();
    } else {
      current.suspend(plan().filter(plan -> !isAnyBehindItsMark(plan.files())).isPresent());
      settling
          .dropUnheard(plan().map(Planned::again).orElse(0L))
          .forEach(gone -> undone.addAll(gone.markers()));
    }
  }

  /** Its rows are with their partitions, or in another table: it must never be in this one. */
  private void abandonPlan() {
    plan().ifPresent(this::forget);
    current.close();
  }

  private void forget(Planned abandoned) {
    settling.takeLost(abandoned.again()).ifPresent(gone -> undone.addAll(gone.markers()));
    undone.add(abandoned.marker());
  }

  private void applyToSettling(CommitterEvent event) {
    if (event instanceof RolledBack rolledBack) {
      rollBack(rolledBack);
    } else if (event instanceof Lost lost) {
      lost.ledgers().forEach(gone -> settling.lose(gone, lost.snapshotId(), lost.sequenceNumber()));
    } else if (event instanceof Returned returned) {
      settling
          .takeLost(returned.ledger())
          .ifPresent(kept -> settling.cameBack(kept, returned.at()));
      decide(returned.at());
    } else if (event instanceof Dropped dropped) {
      dropped.ledgers().forEach(settling::drop);
      if (plan().filter(plan -> dropped.ledgers().contains(plan.again())).isPresent()) {
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
    plan().ifPresent(plan -> marks.advance(plan.files(), current.isRefused(), at));
    giveUpPlan(current.isRefused());
    current.close();
  }

  private void commit(Committed event) {
    Planned landed =
        plan()
            .filter(plan -> plan.ledger() == event.ledger())
            .orElseThrow(() -> new IllegalStateException("Committed without its plan: " + event));
    marks.advance(landed.files(), current.isRefused(), event.at());
    ledger = event.ledger();
    snapshotId = event.snapshotId();
    sequenceNumber = event.sequenceNumber();
    if (isPlanJournaled()) {
      settling.keep(settling.asKept(landed, current.number(), event.at()));
    }
    if (landed.again() > 0) {
      readdedFiles += landed.files().size();
    }
    landed.files().forEach(file -> refused.remove(file.partition()));
    givenUp.clear();
    current.close();
  }

  /** It used up its number; its files are to be added again under the next. */
  private void rollBack(RolledBack event) {
    ledger = event.ledger();
    settling.go(event.ledger());
    givenUp.clear();
    if (current.isRefused()) {
      abandonPlan();
      return;
    }
    plan().ifPresent(gone -> rollBack(gone, event));
    current.close();
  }

  private void rollBack(Planned gone, RolledBack event) {
    if (isPlanJournaled()) {
      settling.lose(
          settling.asKept(gone, current.number(), 0), event.snapshotId(), event.sequenceNumber());
      return;
    }
    undone.add(gone.marker());
  }

  /**
   * Markers that must not be in the table when the plan is added: those under which its files were
   * in it before, or, for files that never were, those of commits whose rows were written anew.
   */
  List<String> undoneBefore(Planned planned) {
    return planned.again() == 0 ? undone.all() : settling.markersOfLost(planned.again());
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
    needed = Math.min(needed, givenUp.firstNeeded());
    if (isPlanJournaled() && plan().isPresent()) {
      needed = Math.min(needed, current.number());
    }
    return Math.min(snapshotNumber, needed - 1);
  }

  PartitionMarks marks() {
    return marks;
  }

  SettlingLedgers settling() {
    return settling;
  }

  GivenUpPlans givenUp() {
    return givenUp;
  }

  RefusedFiles refused() {
    return refused;
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
    return current.plan();
  }

  /** Whether the open plan is over once it is known that it has not landed. */
  boolean isPlanWrittenAnew() {
    return current.isRefused();
  }

  /** Whether the journal holds the open plan as it stands, to be read back one day. */
  boolean isPlanJournaled() {
    return current.number() > 0;
  }

  Optional<Parked> parked() {
    return Optional.ofNullable(current.parked());
  }

  Optional<String> replacedBy() {
    return Optional.ofNullable(replacedBy);
  }
}

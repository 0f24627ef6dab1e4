package dev.firn.sharding.commit;

import dev.firn.events.FailureText;
import dev.firn.sharding.TableCommits.Ledger;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.KeptLedger.Lost;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Decides what the next commit holds: files that were in the table and are gone come first, then
 * what the partitions have sent. One commit an interval, the next at once while there is more than
 * one commit can hold.
 */
final class CommitPlanning {

  record CommitDue() implements Command {}

  record BaseRead(long life, Ledger base) implements Command {}

  /** The files of a commit that is gone, from the journal. */
  record FilesRead(long life, long ledger, Planned plan) implements Command {}

  record ReadFailed(long life, Throwable cause) implements Command {}

  private final CommitterWork work;
  private final BiConsumer<CommitterState, Planned> planned;
  private final BiFunction<CommitterState, String, Effect<CommitterEvent, CommitterState>> replaced;
  private boolean isReading;
  private int failedReads;
  private final Trouble trouble = new Trouble();
  private long nextAt = Long.MIN_VALUE;

  /**
   * @param planned called when a plan is journaled
   * @param replaced says what to do when another table is found
   */
  CommitPlanning(
      CommitterWork work,
      BiConsumer<CommitterState, Planned> planned,
      BiFunction<CommitterState, String, Effect<CommitterEvent, CommitterState>> replaced) {
    this.work = work;
    this.planned = planned;
    this.replaced = replaced;
  }

  void beginLife() {
    readEnded();
  }

  private void readEnded() {
    isReading = false;
    failedReads = 0;
    trouble.end();
  }

  /** Why nothing can be planned, though there is something to do. */
  Trouble trouble() {
    return trouble;
  }

  void schedule(CommitterState state) {
    boolean hasNothingToDo = work.pending.isEmpty() && state.settling().nextLost().isEmpty();
    if (hasNothingToDo && !isReading) {
      readEnded();
    }
    if (isBusy(state) || hasNothingToDo) {
      return;
    }
    if (failedReads > 0 && work.timers.isTimerActive(CommitDue.class)) {
      return;
    }
    Duration wait = waitFor(state);
    if (wait.isZero()) {
      work.timers.cancel(CommitDue.class);
      work.context.getSelf().tell(new CommitDue());
    } else if (!work.timers.isTimerActive(CommitDue.class)) {
      work.timers.startSingleTimer(CommitDue.class, new CommitDue(), wait);
    }
  }

  private boolean isBusy(CommitterState state) {
    return isReading || state.plan().isPresent() || state.replacedBy().isPresent();
  }

  private Duration waitFor(CommitterState state) {
    boolean isAtOnce =
        work.pending.size() >= work.settings.maxFiles() || state.settling().nextLost().isPresent();
    boolean isDue = nextAt == Long.MIN_VALUE || nextAt <= work.ticks();
    return isAtOnce || isDue ? Duration.ZERO : Duration.ofMillis(nextAt - work.ticks());
  }

  Effect<CommitterEvent, CommitterState> onCommitDue(CommitterState state) {
    if (isBusy(state)) {
      return work.effects.none();
    }
    Optional<Lost> lost = state.settling().nextLost();
    if (lost.isPresent()) {
      return readFiles(lost.get());
    }
    if (work.pending.isEmpty()) {
      readEnded();
      return work.effects.none();
    }
    if (state.ledger() > 0) {
      return planPending(state, state.snapshotId(), state.sequenceNumber());
    }
    isReading = true;
    long life = work.life();
    work.pipe(
        work.services.table().read(),
        base -> new BaseRead(life, base),
        cause -> new ReadFailed(life, cause));
    return work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> onBaseRead(CommitterState state, BaseRead read) {
    if (!work.isOfThisLife(read.life())) {
      return work.effects.none();
    }
    readEnded();
    String uuid = read.base().tableUuid();
    if (!uuid.equals(work.tableUuid)) {
      return replaced.apply(state, uuid);
    }
    return planPending(state, read.base().snapshotId(), read.base().sequenceNumber());
  }

  private Effect<CommitterEvent, CommitterState> readFiles(Lost lost) {
    isReading = true;
    long life = work.life();
    work.pipe(
        work.services.journal().read(work.persistenceId, lost.kept().plannedNumber()),
        plan -> new FilesRead(life, lost.kept().ledger(), plan),
        cause -> new ReadFailed(life, cause));
    return work.effects.none();
  }

  /** On the snapshot in which the files were missed. */
  Effect<CommitterEvent, CommitterState> onFilesRead(CommitterState state, FilesRead read) {
    if (!work.isOfThisLife(read.life())) {
      return work.effects.none();
    }
    readEnded();
    Optional<Lost> lost =
        state.settling().nextLost().filter(next -> next.kept().ledger() == read.ledger());
    if (isBusy(state) || lost.isEmpty()) {
      schedule(state);
      return work.effects.none();
    }
    return persist(
        next(
            state,
            read.plan().files(),
            lost.get().snapshotId(),
            lost.get().sequenceNumber(),
            read.ledger()));
  }

  Effect<CommitterEvent, CommitterState> onReadFailed(CommitterState state, ReadFailed failed) {
    if (!work.isOfThisLife(failed.life())) {
      return work.effects.none();
    }
    isReading = false;
    failedReads++;
    String reason = FailureText.of(failed.cause());
    trouble.arise("no commit can be planned: " + reason, work.now());
    work.services.metrics().commitUnknown("read");
    work.context
        .getLog()
        .warn("commit cannot be planned attempts={} reason={}", failedReads, reason);
    work.timers.startSingleTimer(CommitDue.class, new CommitDue(), work.backOff(failedReads));
    return work.effects.none();
  }

  private Effect<CommitterEvent, CommitterState> planPending(
      CommitterState state, long baseSnapshotId, long baseSequenceNumber) {
    List<PlannedFile> files =
        work.pending.next(state.marks(), work.settings.maxFiles(), work.settings.maxBytes());
    return isBusy(state) || files.isEmpty()
        ? work.effects.none()
        : persist(next(state, files, baseSnapshotId, baseSequenceNumber, 0));
  }

  private Planned next(
      CommitterState state,
      List<PlannedFile> files,
      long baseSnapshotId,
      long baseSequenceNumber,
      long again) {
    return new Planned(
        work.tableUuid,
        state.ledger() + 1,
        UUID.randomUUID().toString(),
        files,
        baseSnapshotId,
        baseSequenceNumber,
        again);
  }

  /** Whatever could not be read before, it no longer stands in the way. */
  private Effect<CommitterEvent, CommitterState> persist(Planned plan) {
    readEnded();
    if (plan.again() == 0) {
      nextAt = work.ticks() + work.settings.interval().toMillis();
    }
    return work.effects
        .persist(plan)
        .thenRun(
            (CommitterState after) -> {
              work.pending.remove(plan.files());
              planned.accept(after, plan);
            });
  }
}

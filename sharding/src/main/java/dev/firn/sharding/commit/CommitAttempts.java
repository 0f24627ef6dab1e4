package dev.firn.sharding.commit;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.TableCommits.Outcome;
import dev.firn.sharding.TableCommits.Plan;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.Returned;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Attempts the open plan until its fate is known: one attempt at a time, always with the same
 * files, with back-off, for ever. Part of the committer's actor.
 */
final class CommitAttempts {

  record RetryDue() implements Command {}

  record Attempted(String commitId, Outcome outcome) implements Command {}

  /** What the rest of the committer does when a plan has come to its end. */
  interface Ends {
    void committed(CommitterState state, Planned plan, Committed event, boolean isOnBase);

    /** What was lost is back, by somebody's hand. */
    void returned(CommitterState state);

    Effect<CommitterEvent, CommitterState> replaced(CommitterState state, String newUuid);
  }

  private final CommitterWork work;
  private final Ends ends;
  private final Consumer<CommitterState> ended;
  private boolean isAttempting;
  private int attempts;
  private long plannedAt;
  private long plannedTicks;
  private @Nullable String trouble;
  private long troubleSince;

  /**
   * @param ended called when a plan no longer stands in the way of the next
   */
  CommitAttempts(CommitterWork work, Ends ends, Consumer<CommitterState> ended) {
    this.work = work;
    this.ends = ends;
    this.ended = ended;
  }

  /** After a recovery: an answer that is still on its way is looked at when it comes. */
  void beginLife() {
    isAttempting = false;
    trouble = null;
  }

  void begin(CommitterState state, Planned plan) {
    plannedAt = work.now();
    plannedTicks = work.ticks();
    attempts = 0;
    trouble = null;
    attempt(state, plan);
  }

  int attempts() {
    return attempts;
  }

  Instant plannedAt() {
    return Instant.ofEpochMilli(plannedAt);
  }

  /** Why the last attempt did not end the plan. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  Instant troubleSince() {
    return Instant.ofEpochMilli(troubleSince);
  }

  private void troubled(String reason) {
    troubleSince = trouble == null ? work.now() : troubleSince;
    trouble = reason;
  }

  private void attempt(CommitterState state, Planned plan) {
    isAttempting = true;
    attempts++;
    Plan request =
        new Plan(
            plan.tableUuid(),
            plan.ledger(),
            plan.commitId(),
            plan.files().stream().map(PlannedFile::file).map(DataFile::descriptor).toList(),
            plan.baseSnapshotId(),
            plan.baseSequenceNumber(),
            state.undoneBefore(plan));
    work.pipe(
        work.services.table().attempt(request),
        outcome -> new Attempted(plan.commitId(), outcome),
        failure ->
            new Attempted(
                plan.commitId(), new Outcome.Unknown(String.valueOf(failure), Optional.empty())));
  }

  Effect<CommitterEvent, CommitterState> onAttempted(CommitterState state, Attempted attempted) {
    Optional<Planned> open =
        state.plan().filter(plan -> plan.commitId().equals(attempted.commitId()));
    if (open.isEmpty()) {
      return work.effects.none();
    }
    isAttempting = false;
    Planned plan = open.get();
    if (attempted.outcome() instanceof Outcome.Committed committed) {
      return committed(state, plan, committed);
    } else if (attempted.outcome() instanceof Outcome.Unknown unknown) {
      return unknown(plan, unknown);
    } else if (attempted.outcome() instanceof Outcome.RolledBack rolledBack) {
      return rolledBack(state, plan, rolledBack);
    } else if (attempted.outcome() instanceof Outcome.Returned returned) {
      return returned(plan, returned.reason());
    } else if (attempted.outcome() instanceof Outcome.Unusable unusable) {
      return unusable(state, plan, unusable);
    } else if (attempted.outcome() instanceof Outcome.TableReplaced replaced) {
      return ends.replaced(state, replaced.tableUuid());
    } else if (attempted.outcome() instanceof Outcome.Park park) {
      return park(state, plan, park.reason());
    }
    throw new IllegalStateException("An outcome nobody expected: " + attempted.outcome());
  }

  private Effect<CommitterEvent, CommitterState> committed(
      CommitterState state, Planned plan, Outcome.Committed outcome) {
    Committed event =
        new Committed(plan.ledger(), outcome.snapshotId(), outcome.sequenceNumber(), work.now());
    return work.effects
        .persist(withItsFiles(state, plan, event))
        .thenRun(
            (CommitterState after) -> {
              trouble = null;
              announce(plan, event);
              ends.committed(after, plan, event, outcome.isOnBase());
              ended.accept(after);
            });
  }

  /** A plan of version 1, or one whose place in the journal is not known, is journaled anew. */
  private static List<CommitterEvent> withItsFiles(
      CommitterState state, Planned plan, CommitterEvent event) {
    return state.isPlanJournaled() ? List.of(event) : List.of(plan, event);
  }

  private void announce(Planned plan, Committed event) {
    Duration took = Duration.ofMillis(work.ticks() - plannedTicks);
    int files = plan.files().size();
    work.services.metrics().committed(files, plan.rows(), took, attempts);
    if (plan.again() > 0) {
      work.services.metrics().readded(files, plan.rows());
    }
    work.context
        .getLog()
        .info(
            "committed ledger={} snapshot={} files={} rows={} ms={} attempts={} waiting={} again={}",
            plan.ledger(),
            event.snapshotId(),
            files,
            plan.rows(),
            took.toMillis(),
            attempts,
            work.pending.size(),
            plan.again());
    for (PlannedFile file : plan.files()) {
      work.pending.tell(
          file.partition(),
          new FilesCommitted(file.epoch(), file.to(), event.ledger(), event.snapshotId()));
    }
  }

  private Effect<CommitterEvent, CommitterState> unknown(Planned plan, Outcome.Unknown outcome) {
    work.services.metrics().commitUnknown(outcome.reason());
    troubled(outcome.reason());
    Duration own = work.backOff(attempts);
    Duration wait = outcome.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
    long open = work.ticks() - plannedTicks;
    boolean isAlarming = open > work.settings.alarmAfter().toMillis();
    work.context
        .getLog()
        .atLevel(isAlarming ? Level.ERROR : Level.WARN)
        .log(
            "commit undecided ledger={} for-ms={} attempts={} next-ms={} reason={}",
            plan.ledger(),
            open,
            attempts,
            wait.toMillis(),
            outcome.reason());
    work.timers.startSingleTimer(RetryDue.class, new RetryDue(), wait);
    return work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> onRetryDue(CommitterState state) {
    if (!isAttempting) {
      state.plan().ifPresent(plan -> attempt(state, plan));
    }
    return work.effects.none();
  }

  boolean isUnderWay() {
    return isAttempting;
  }

  /** An operator may have mended what kept the plan open. */
  void resume(CommitterState state) {
    work.timers.cancel(RetryDue.class);
    onRetryDue(state);
  }

  /** Its files are added again as they are; the partitions go on waiting for that. */
  private Effect<CommitterEvent, CommitterState> rolledBack(
      CommitterState state, Planned plan, Outcome.RolledBack outcome) {
    work.context
        .getLog()
        .error("commit rolled back ledger={} reason={}", plan.ledger(), outcome.reason());
    RolledBack event =
        new RolledBack(
            plan.ledger(), outcome.snapshotId(), outcome.sequenceNumber(), outcome.reason());
    return work.effects.persist(withItsFiles(state, plan, event)).thenRun(ended::accept);
  }

  private Effect<CommitterEvent, CommitterState> returned(Planned plan, String reason) {
    work.context
        .getLog()
        .warn(
            "commit not needed ledger={} again={} reason={}", plan.ledger(), plan.again(), reason);
    return work.effects
        .persist(new Returned(plan.again(), reason, work.now()))
        .thenRun(
            (CommitterState state) -> {
              ends.returned(state);
              ended.accept(state);
            });
  }

  /** Rows that are in no journal any more cannot be written anew: then an operator has to look. */
  private Effect<CommitterEvent, CommitterState> unusable(
      CommitterState state, Planned plan, Outcome.Unusable unusable) {
    List<PlannedFile> refused = unusable.files().stream().map(plan.files()::get).toList();
    if (state.isAnyBehindItsMark(refused)) {
      return park(
          state,
          plan,
          "files of commit "
              + plan.again()
              + " were rolled back and cannot be added again: "
              + unusable.reason());
    }
    return tombstone(plan, refused, unusable.reason());
  }

  /** What is left is journaled as a plan of its own: it may have to be read back. */
  private Effect<CommitterEvent, CommitterState> tombstone(
      Planned plan, List<PlannedFile> refused, String reason) {
    Tombstoned event =
        new Tombstoned(
            refused.stream().map(PlannedFile::flushId).toList(),
            UUID.randomUUID().toString(),
            reason);
    work.context
        .getLog()
        .error("files refused ledger={} files={} reason={}", plan.ledger(), refused.size(), reason);
    List<CommitterEvent> events = new ArrayList<>(List.of(event));
    Planned rest = PlanAfterRefusal.of(plan, event);
    if (rest != null) {
      events.add(rest);
    }
    return work.effects
        .persist(events)
        .thenRun(
            (CommitterState state) -> {
              refused.forEach(
                  file ->
                      work.pending.tell(
                          file.partition(), new FileRefused(file.epoch(), file.flushId(), reason)));
              state.plan().ifPresentOrElse(open -> attempt(state, open), () -> ended.accept(state));
            });
  }

  /**
   * Looked at again after a restart, when the retry comes round, or when an operator has mended it
   * and says so.
   */
  private Effect<CommitterEvent, CommitterState> park(
      CommitterState state, Planned plan, String reason) {
    troubled(reason);
    work.timers.startSingleTimer(RetryDue.class, new RetryDue(), work.settings.alarmAfter());
    if (state.parked().filter(parked -> parked.reason().equals(reason)).isPresent()) {
      return work.effects.none();
    }
    work.services.metrics().parked(reason);
    work.context.getLog().error("commit parked ledger={} reason={}", plan.ledger(), reason);
    return work.effects.persist(new Parked(reason, work.now()));
  }
}

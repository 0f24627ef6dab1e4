package dev.firn.sharding.commit;

import dev.firn.events.FailureText;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.TableCommits.Outcome;
import dev.firn.sharding.TableCommits.Plan;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.slf4j.event.Level;

/**
 * Attempts the open plan until its fate is known: one attempt at a time, always with the same
 * files, with back-off, for ever. What then becomes of it is told by {@link PlanEnds}. Part of the
 * committer's actor.
 */
final class CommitAttempts {

  record RetryDue() implements Command {}

  /**
   * @param number of the attempt, counted through all lives of the actor
   */
  record Attempted(String commitId, long number, Outcome outcome) implements Command {}

  private final CommitterWork work;
  private final PlanEnds ends;
  private final LateLandings late;
  private final Trouble trouble = new Trouble();
  private boolean isAttempting;
  private long newest;
  private int attempts;
  private long plannedAt;
  private long plannedTicks;

  /**
   * @param ended called when a plan no longer stands in the way of the next
   */
  CommitAttempts(CommitterWork work, PlanEnds.Others others, Consumer<CommitterState> ended) {
    this.work = work;
    this.ends = new PlanEnds(work, others, ended, this::attempt);
    this.late = new LateLandings(work, this::begin, this::retryLater);
  }

  /** After a recovery: an answer that is still on its way is looked at when it comes. */
  void beginLife() {
    isAttempting = false;
    trouble.end();
  }

  void begin(CommitterState state, Planned plan) {
    plannedAt = work.now();
    plannedTicks = work.ticks();
    attempts = 0;
    trouble.end();
    attempt(state, plan);
  }

  int attempts() {
    return attempts;
  }

  Instant plannedAt() {
    return Instant.ofEpochMilli(plannedAt);
  }

  /** Why the last attempt did not end the plan. */
  Trouble trouble() {
    return trouble;
  }

  /** Not while another table stands under the name: there it could land nowhere. */
  private void attempt(CommitterState state, Planned plan) {
    if (state.replacedBy().isPresent()) {
      return;
    }
    isAttempting = true;
    attempts++;
    long number = ++newest;
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
        outcome -> new Attempted(plan.commitId(), number, outcome),
        failure ->
            new Attempted(
                plan.commitId(),
                number,
                new Outcome.Unknown(FailureText.of(failure), Optional.empty())));
  }

  /**
   * Of an earlier attempt, begun in an earlier life, only success is believed: what else it saw may
   * have changed since, by the attempt that followed it.
   */
  Effect<CommitterEvent, CommitterState> onAttempted(CommitterState state, Attempted attempted) {
    Optional<Planned> open =
        state.plan().filter(plan -> plan.commitId().equals(attempted.commitId()));
    boolean isNewest = attempted.number() == newest;
    isAttempting &= !isNewest;
    if (open.isEmpty() || !(isNewest || attempted.outcome() instanceof Outcome.Committed)) {
      return work.effects.none();
    }
    Planned plan = open.get();
    if (attempted.outcome() instanceof Outcome.Committed committed) {
      return ends.committed(
          state, plan, committed, attempts, Duration.ofMillis(work.ticks() - plannedTicks));
    } else if (attempted.outcome() instanceof Outcome.Unknown unknown) {
      return unknown(plan, unknown);
    } else if (attempted.outcome() instanceof Outcome.RolledBack rolledBack) {
      return ends.rolledBack(state, plan, rolledBack);
    } else if (attempted.outcome() instanceof Outcome.Returned returned) {
      return plan.again() > 0
          ? ends.returned(plan, returned.reason())
          : park(state, plan, "a commit that was given up is back: " + returned.reason());
    } else if (attempted.outcome() instanceof Outcome.Unusable unusable) {
      return ends.cannotBeAddedAgain(state, plan, unusable)
          .map(reason -> park(state, plan, reason))
          .orElseGet(() -> ends.unusable(plan, unusable));
    } else if (attempted.outcome() instanceof Outcome.TableReplaced replaced) {
      return ends.replaced(state, replaced.tableUuid());
    } else if (attempted.outcome() instanceof Outcome.Overtaken overtaken) {
      return late.takeUp(state, overtaken).orElseGet(() -> park(state, plan, overtaken.reason()));
    } else if (attempted.outcome() instanceof Outcome.Park park) {
      return park(state, plan, park.reason());
    }
    throw new IllegalStateException("An outcome nobody expected: " + attempted.outcome());
  }

  private Effect<CommitterEvent, CommitterState> unknown(Planned plan, Outcome.Unknown outcome) {
    retryLater(plan, outcome);
    return work.effects.none();
  }

  /** What has landed in place of the plan cannot be read: the plan is looked at again. */
  private void retryLater(CommitterState state, String reason) {
    state.plan().ifPresent(plan -> retryLater(plan, new Outcome.Unknown(reason, Optional.empty())));
  }

  private void retryLater(Planned plan, Outcome.Unknown outcome) {
    work.services.metrics().commitUnknown(outcome.reason());
    trouble.arise(outcome.reason(), work.now());
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
  }

  /** Reads plans that were given up and have landed. */
  LateLandings late() {
    return late;
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

  /**
   * Looked at again after a restart, when the retry comes round, or when an operator has mended it
   * and says so.
   */
  private Effect<CommitterEvent, CommitterState> park(
      CommitterState state, Planned plan, String reason) {
    trouble.arise(reason, work.now());
    work.timers.startSingleTimer(RetryDue.class, new RetryDue(), work.settings.alarmAfter());
    if (state.parked().filter(parked -> parked.reason().equals(reason)).isPresent()) {
      return work.effects.none();
    }
    work.services.metrics().parked(reason);
    work.context.getLog().error("commit parked ledger={} reason={}", plan.ledger(), reason);
    return work.effects.persist(new Parked(reason, work.now()));
  }
}

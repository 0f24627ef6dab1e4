package dev.firn.sharding.commit;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.TableCommits.Outcome;
import dev.firn.sharding.TableCommits.Plan;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.jspecify.annotations.Nullable;

/**
 * Attempts the open plan until its fate is known: one attempt at a time, always with the same
 * files, with back-off, for ever. Part of the committer's actor.
 */
final class CommitAttempts {

  record RetryDue() implements Command {}

  record Attempted(String commitId, Outcome outcome) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final CommitterServices services;
  private final CommitterSettings settings;
  private final EffectFactories<CommitterEvent, CommitterState> effects;
  private final PendingFiles pending;
  private final Consumer<CommitterState> settled;
  private boolean isAttempting;
  private int attempts;
  private long plannedAt;
  private @Nullable String trouble;
  private long troubleSince;

  /**
   * @param settled called when a plan no longer stands in the way of the next
   */
  CommitAttempts(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CommitterServices services,
      EffectFactories<CommitterEvent, CommitterState> effects,
      PendingFiles pending,
      Consumer<CommitterState> settled) {
    this.context = context;
    this.timers = timers;
    this.services = services;
    this.settings = services.settings();
    this.effects = effects;
    this.pending = pending;
    this.settled = settled;
  }

  /** After a recovery: an answer that is still on its way is looked at when it comes. */
  void abandon() {
    isAttempting = false;
  }

  void begin(CommitterState state, Planned plan) {
    plannedAt = now();
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
    troubleSince = trouble == null ? now() : troubleSince;
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
            state.undone());
    context.pipeToSelf(
        services.table().attempt(request),
        (outcome, failure) ->
            new Attempted(
                plan.commitId(),
                failure == null
                    ? outcome
                    : new Outcome.Unknown(String.valueOf(failure), Optional.empty())));
  }

  Effect<CommitterEvent, CommitterState> onAttempted(CommitterState state, Attempted attempted) {
    Optional<Planned> open =
        state.plan().filter(plan -> plan.commitId().equals(attempted.commitId()));
    if (open.isEmpty()) {
      return effects.none();
    }
    isAttempting = false;
    Planned plan = open.get();
    if (attempted.outcome() instanceof Outcome.Committed committed) {
      return committed(plan, committed);
    } else if (attempted.outcome() instanceof Outcome.Unknown unknown) {
      return unknown(plan, unknown);
    } else if (attempted.outcome() instanceof Outcome.RolledBack rolledBack) {
      return rolledBack(plan, rolledBack.reason());
    } else if (attempted.outcome() instanceof Outcome.Unusable unusable) {
      return tombstone(plan, unusable);
    } else if (attempted.outcome() instanceof Outcome.TableReplaced replaced) {
      return park(plan, "the table was replaced by " + replaced.tableUuid());
    } else if (attempted.outcome() instanceof Outcome.Park park) {
      return park(plan, park.reason());
    }
    throw new IllegalStateException("An outcome nobody expected: " + attempted.outcome());
  }

  private Effect<CommitterEvent, CommitterState> committed(
      Planned plan, Outcome.Committed outcome) {
    Committed event =
        new Committed(plan.ledger(), outcome.snapshotId(), outcome.sequenceNumber(), now());
    return effects.persist(event).thenRun(state -> announce(state, plan, event));
  }

  private void announce(CommitterState state, Planned plan, Committed event) {
    long rows = plan.files().stream().mapToLong(file -> file.file().rows()).sum();
    Duration took = Duration.ofMillis(now() - plannedAt);
    services.metrics().committed(plan.files().size(), rows, took, attempts);
    context
        .getLog()
        .info(
            "committed ledger={} snapshot={} files={} rows={} ms={} attempts={} waiting={}",
            plan.ledger(),
            event.snapshotId(),
            plan.files().size(),
            rows,
            took.toMillis(),
            attempts,
            pending.size());
    for (PlannedFile file : plan.files()) {
      pending.tell(
          file.partition(),
          new FilesCommitted(file.epoch(), file.to(), event.ledger(), event.snapshotId()));
    }
    settled.accept(state);
  }

  private Effect<CommitterEvent, CommitterState> unknown(Planned plan, Outcome.Unknown outcome) {
    services.metrics().commitUnknown(outcome.reason());
    troubled(outcome.reason());
    Duration wait = backOff(outcome.retryAfter());
    long open = now() - plannedAt;
    if (open > settings.alarmAfter().toMillis()) {
      context
          .getLog()
          .error(
              "commit undecided ledger={} for {} s attempts={} reason={}",
              plan.ledger(),
              open / 1000,
              attempts,
              outcome.reason());
    } else {
      context
          .getLog()
          .warn(
              "commit undecided ledger={} attempts={} next-ms={} reason={}",
              plan.ledger(),
              attempts,
              wait.toMillis(),
              outcome.reason());
    }
    timers.startSingleTimer("retry", new RetryDue(), wait);
    return effects.none();
  }

  private Duration backOff(Optional<Duration> asked) {
    Duration own = settings.retryAfter(attempts, ThreadLocalRandom.current().nextDouble());
    return asked.filter(wait -> wait.compareTo(own) > 0).orElse(own);
  }

  Effect<CommitterEvent, CommitterState> onRetryDue(CommitterState state) {
    if (!isAttempting) {
      state.plan().ifPresent(plan -> attempt(state, plan));
    }
    return effects.none();
  }

  /** An operator may have mended what kept the plan open. */
  void resume(CommitterState state) {
    if (!isAttempting) {
      timers.cancel("retry");
      state.plan().ifPresent(plan -> attempt(state, plan));
    }
  }

  /** The partitions still wait for a verdict and send their files again. */
  private Effect<CommitterEvent, CommitterState> rolledBack(Planned plan, String reason) {
    context.getLog().error("commit rolled back ledger={} reason={}", plan.ledger(), reason);
    return effects
        .persist(new RolledBack(plan.ledger(), reason))
        .thenRun((CommitterState state) -> settled.accept(state));
  }

  private Effect<CommitterEvent, CommitterState> tombstone(
      Planned plan, Outcome.Unusable unusable) {
    List<PlannedFile> refused = unusable.files().stream().map(plan.files()::get).toList();
    Tombstoned event =
        new Tombstoned(
            refused.stream().map(PlannedFile::flushId).toList(),
            UUID.randomUUID().toString(),
            unusable.reason());
    context
        .getLog()
        .error(
            "files refused ledger={} files={} reason={}",
            plan.ledger(),
            refused.size(),
            unusable.reason());
    return effects
        .persist(event)
        .thenRun(
            state -> {
              refused.forEach(
                  file ->
                      pending.tell(
                          file.partition(),
                          new FileRefused(file.epoch(), file.flushId(), unusable.reason())));
              state
                  .plan()
                  .ifPresentOrElse(rest -> attempt(state, rest), () -> settled.accept(state));
            });
  }

  /**
   * Looked at again after a restart or when the retry comes round: an operator may have mended it.
   */
  private Effect<CommitterEvent, CommitterState> park(Planned plan, String reason) {
    services.metrics().parked(reason);
    troubled(reason);
    context.getLog().error("commit parked ledger={} reason={}", plan.ledger(), reason);
    timers.startSingleTimer("retry", new RetryDue(), settings.alarmAfter());
    return effects.persist(new Parked(reason));
  }

  private long now() {
    return services.clock().millis();
  }
}

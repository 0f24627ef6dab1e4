package dev.firn.sharding.commit;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.Portable;
import dev.firn.sharding.TableCommits.Ledger;
import dev.firn.sharding.TableCommits.Outcome;
import dev.firn.sharding.TableCommits.Plan;
import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The one committer of a table, an entity named after the table's UUID. Groups the files of all
 * partitions into numbered commits, one at a time: the plan is journaled before its first attempt
 * and attempted with the same files until its fate is known.
 */
public final class TableCommitter
    extends EventSourcedBehavior<Command, CommitterEvent, CommitterState> {
  public static final EntityTypeKey<Command> KEY =
      EntityTypeKey.create(Command.class, "table-committer");

  private record CommitDue() implements Command {}

  private record RetryDue() implements Command {}

  private record BaseRead(Ledger base) implements Command {}

  private record BaseUnknown(String reason) implements Command {}

  private record Attempted(String commitId, Outcome outcome) implements Command {}

  /** From the shard, at hand-over. */
  public record Stop() implements Command, Portable {}

  private final String tableUuid;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final CommitterServices services;
  private final CommitterSettings settings;
  private final PendingFiles pending = new PendingFiles();
  private final List<ClosedEpoch> closing = new ArrayList<>();
  private boolean isReadingBase;
  private boolean isAttempting;
  private int attempts;
  private long plannedAt;
  private long lastCommitAt;

  private TableCommitter(
      String tableUuid,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CommitterServices services) {
    super(
        PersistenceId.of(KEY.name(), tableUuid),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.tableUuid = tableUuid;
    this.context = context;
    this.timers = timers;
    this.services = services;
    this.settings = services.settings();
  }

  public static Behavior<Command> create(String tableUuid, CommitterServices services) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new TableCommitter(tableUuid, context, timers, services)));
  }

  @Override
  public CommitterState emptyState() {
    return new CommitterState();
  }

  @Override
  public EventHandler<CommitterState, CommitterEvent> eventHandler() {
    return CommitterState::apply;
  }

  @Override
  public CommandHandler<Command, CommitterEvent, CommitterState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(AddFiles.class, this::onAddFiles)
        .onCommand(CloseEpoch.class, this::onCloseEpoch)
        .onCommand(CommitDue.class, (state, due) -> onCommitDue(state))
        .onCommand(BaseRead.class, this::onBaseRead)
        .onCommand(BaseUnknown.class, this::onBaseUnknown)
        .onCommand(RetryDue.class, (state, due) -> onRetryDue(state))
        .onCommand(Attempted.class, this::onAttempted)
        .onCommand(Stop.class, stop -> Effect().stop())
        .build();
  }

  @Override
  public SignalHandler<CommitterState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 2).withDeleteEventsOnSnapshot();
  }

  @Override
  public SnapshotAdapter<CommitterState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(CommitterState state) {
        return state.snapshot();
      }

      @Override
      public CommitterState fromJournal(Object from) {
        return CommitterState.of((CommitterSnapshot) from);
      }
    };
  }

  private void onRecovered(CommitterState state) {
    isAttempting = false;
    isReadingBase = false;
    attempts = 0;
    plannedAt = now();
    state.plan().ifPresent(plan -> attempt(plan));
  }

  private Effect<CommitterEvent, CommitterState> onAddFiles(
      CommitterState state, AddFiles message) {
    if (state.isClosed(message.partition(), message.epoch())) {
      context
          .getLog()
          .warn("refused files partition={} epoch={} closed", message.partition(), message.epoch());
      return Effect().none();
    }
    long mark = state.markOf(message.partition(), message.epoch());
    if (mark >= message.files().get(0).to()) {
      message
          .replyTo()
          .tell(new FilesCommitted(message.epoch(), mark, state.ledger(), state.snapshotId()));
    }
    boolean gap = pending.add(message, mark, flushId -> isPlanned(state, flushId));
    if (gap) {
      context
          .getLog()
          .error(
              "refused files partition={} epoch={} mark={} first={}: an earlier file is missing",
              message.partition(),
              message.epoch(),
              mark,
              message.files().get(0).from());
    }
    scheduleCommit(state);
    return Effect().none();
  }

  private static boolean isPlanned(CommitterState state, String flushId) {
    return state
        .plan()
        .map(plan -> plan.files().stream().anyMatch(file -> file.flushId().equals(flushId)))
        .orElse(false);
  }

  private Effect<CommitterEvent, CommitterState> onCloseEpoch(
      CommitterState state, CloseEpoch close) {
    closing.add(new ClosedEpoch(close.partition(), close.epoch()));
    pending.forget(close.partition());
    scheduleCommit(state);
    return Effect().none();
  }

  /** One commit an interval, the next at once while there is more than one commit can hold. */
  private void scheduleCommit(CommitterState state) {
    if (state.plan().isPresent() || isReadingBase || (pending.isEmpty() && closing.isEmpty())) {
      return;
    }
    Duration wait =
        pending.size() >= settings.maxFiles()
            ? Duration.ZERO
            : Duration.ofMillis(Math.max(0, lastCommitAt + settings.interval().toMillis() - now()));
    if (wait.isZero()) {
      timers.cancel("commit");
      context.getSelf().tell(new CommitDue());
    } else if (!timers.isTimerActive("commit")) {
      timers.startSingleTimer("commit", new CommitDue(), wait);
    }
  }

  private Effect<CommitterEvent, CommitterState> onCommitDue(CommitterState state) {
    if (state.plan().isPresent() || isReadingBase) {
      return Effect().none();
    }
    if (!closing.isEmpty()) {
      EpochsClosed closed = new EpochsClosed(closing, now());
      closing.clear();
      return Effect().persist(closed).thenRun(this::afterEpochsClosed);
    }
    return afterClosing(state);
  }

  private void afterEpochsClosed(CommitterState state) {
    if (!pending.isEmpty()) {
      context.getSelf().tell(new CommitDue());
    }
  }

  private Effect<CommitterEvent, CommitterState> afterClosing(CommitterState state) {
    if (pending.isEmpty()) {
      return Effect().none();
    }
    if (state.ledger() > 0) {
      return plan(state, state.snapshotId(), state.sequenceNumber());
    }
    isReadingBase = true;
    context.pipeToSelf(
        services.table().read(),
        (base, failure) ->
            failure == null ? new BaseRead(base) : new BaseUnknown(String.valueOf(failure)));
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> onBaseRead(CommitterState state, BaseRead read) {
    isReadingBase = false;
    return plan(state, read.base().snapshotId(), read.base().sequenceNumber());
  }

  private Effect<CommitterEvent, CommitterState> onBaseUnknown(
      CommitterState state, BaseUnknown unknown) {
    isReadingBase = false;
    attempts++;
    services.metrics().commitUnknown("read");
    context
        .getLog()
        .warn("commit base unreadable attempts={} reason={}", attempts, unknown.reason());
    timers.startSingleTimer("commit", new CommitDue(), backOff(Optional.empty()));
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> plan(
      CommitterState state, long baseSnapshotId, long baseSequenceNumber) {
    List<PlannedFile> files = pending.next(settings.maxFiles(), settings.maxBytes());
    if (files.isEmpty()) {
      return Effect().none();
    }
    pending.remove(files);
    Planned plan =
        new Planned(
            tableUuid,
            state.ledger() + 1,
            UUID.randomUUID().toString(),
            files,
            baseSnapshotId,
            baseSequenceNumber);
    plannedAt = now();
    lastCommitAt = plannedAt;
    attempts = 0;
    return Effect().persist(plan).thenRun(() -> attempt(plan));
  }

  private void attempt(Planned plan) {
    isAttempting = true;
    attempts++;
    Plan request =
        new Plan(
            plan.tableUuid(),
            plan.ledger(),
            plan.commitId(),
            plan.files().stream().map(PlannedFile::file).map(DataFile::descriptor).toList(),
            plan.baseSnapshotId(),
            plan.baseSequenceNumber());
    context.pipeToSelf(
        services.table().attempt(request),
        (outcome, failure) ->
            new Attempted(
                plan.commitId(),
                failure == null
                    ? outcome
                    : new Outcome.Unknown(String.valueOf(failure), Optional.empty())));
  }

  private Effect<CommitterEvent, CommitterState> onAttempted(
      CommitterState state, Attempted attempted) {
    Optional<Planned> open =
        state.plan().filter(plan -> plan.commitId().equals(attempted.commitId()));
    if (open.isEmpty()) {
      return Effect().none();
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
    return Effect().persist(event).thenRun(state -> announce(state, plan, event));
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
    attempts = 0;
    for (PlannedFile file : plan.files()) {
      pending.tell(
          file.partition(),
          new FilesCommitted(file.epoch(), file.to(), event.ledger(), event.snapshotId()));
    }
    scheduleCommit(state);
  }

  private Effect<CommitterEvent, CommitterState> unknown(Planned plan, Outcome.Unknown outcome) {
    services.metrics().commitUnknown(outcome.reason());
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
    return Effect().none();
  }

  private Duration backOff(Optional<Duration> asked) {
    Duration own = settings.retryAfter(attempts, ThreadLocalRandom.current().nextDouble());
    return asked.filter(wait -> wait.compareTo(own) > 0).orElse(own);
  }

  private Effect<CommitterEvent, CommitterState> onRetryDue(CommitterState state) {
    if (!isAttempting) {
      state.plan().ifPresent(this::attempt);
    }
    return Effect().none();
  }

  /** The partitions still wait for a verdict and send their files again. */
  private Effect<CommitterEvent, CommitterState> rolledBack(Planned plan, String reason) {
    context.getLog().error("commit rolled back ledger={} reason={}", plan.ledger(), reason);
    return Effect().persist(new RolledBack(plan.ledger(), reason));
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
    return Effect()
        .persist(event)
        .thenRun(
            state -> {
              refused.forEach(
                  file ->
                      pending.tell(
                          file.partition(),
                          new FileRefused(file.epoch(), file.flushId(), unusable.reason())));
              state.plan().ifPresent(this::attempt);
            });
  }

  /**
   * Looked at again after a restart or when the retry comes round: an operator may have mended it.
   */
  private Effect<CommitterEvent, CommitterState> park(Planned plan, String reason) {
    services.metrics().parked(reason);
    context.getLog().error("commit parked ledger={} reason={}", plan.ledger(), reason);
    timers.startSingleTimer("retry", new RetryDue(), settings.alarmAfter());
    return Effect().persist(new Parked(reason));
  }

  private long now() {
    return services.clock().millis();
  }
}

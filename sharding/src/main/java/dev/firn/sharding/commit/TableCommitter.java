package dev.firn.sharding.commit;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.Portable;
import dev.firn.sharding.TableCommits.Ledger;
import dev.firn.sharding.commit.CommitAttempts.Attempted;
import dev.firn.sharding.commit.CommitAttempts.RetryDue;
import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
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

  /** Under which the committers of a cluster are found. */
  public static final ServiceKey<Command> SERVICE =
      ServiceKey.create(Command.class, "table-committer");

  private record CommitDue() implements Command {}

  private record BaseRead(Ledger base) implements Command {}

  private record BaseUnknown(String reason) implements Command {}

  /** From the shard, at hand-over. */
  public record Stop() implements Command, Portable {}

  /**
   * Pekko hands this one object to every life of the actor: it marks the start, nothing changes it.
   */
  private final CommitterState beginning = new CommitterState();

  private final String tableUuid;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final CommitterServices services;
  private final CommitterSettings settings;
  private final PendingFiles pending = new PendingFiles();
  private final CommitAttempts attempts;
  private final List<ClosedEpoch> closing = new ArrayList<>();
  private boolean isReadingBase;
  private int failedReads;
  private long lastCommitAt = Long.MIN_VALUE / 2;

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
    this.attempts =
        new CommitAttempts(context, timers, services, Effect(), pending, this::scheduleCommit);
  }

  public static Behavior<Command> create(String tableUuid, CommitterServices services) {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .receptionist()
              .tell(Receptionist.register(SERVICE, context.getSelf()));
          return Behaviors.withTimers(
              timers -> new TableCommitter(tableUuid, context, timers, services));
        });
  }

  @Override
  public CommitterState emptyState() {
    return beginning;
  }

  @Override
  public EventHandler<CommitterState, CommitterEvent> eventHandler() {
    return (state, event) -> (state == beginning ? new CommitterState() : state).apply(event);
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
        .onCommand(RetryDue.class, (state, due) -> attempts.onRetryDue(state))
        .onCommand(Attempted.class, attempts::onAttempted)
        .onCommand(Describe.class, this::onDescribe)
        .onCommand(Resume.class, this::onResume)
        .onCommand(AcceptRollback.class, this::onAcceptRollback)
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
    isReadingBase = false;
    pending.clear();
    attempts.abandon();
    state.plan().ifPresent(plan -> attempts.begin(state, plan));
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
    pending.put(message, state);
    state.plan().ifPresent(plan -> pending.remove(plan.files()));
    if (message.files().get(0).from() > mark + 1 && state.plan().isEmpty()) {
      context
          .getLog()
          .warn(
              "files wait partition={} epoch={} mark={} first={}: an earlier file is missing",
              message.partition(),
              message.epoch(),
              mark,
              message.files().get(0).from());
    }
    scheduleCommit(state);
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> onDescribe(
      CommitterState state, Describe question) {
    question.replyTo().tell(status(state));
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> onResume(CommitterState state, Resume command) {
    context.getLog().info("resumed by an operator ledger={}", state.ledger());
    attempts.resume(state);
    command.replyTo().tell(status(state));
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> onAcceptRollback(
      CommitterState state, AcceptRollback command) {
    command.replyTo().tell(status(state));
    return Effect().none();
  }

  private CommitterStatus status(CommitterState state) {
    Optional<OpenPlan> open = state.plan().map(this::describe);
    return new CommitterStatus(
        tableUuid,
        phase(state),
        state.ledger(),
        state.snapshotId(),
        open,
        state.parked().or(() -> open.flatMap(plan -> attempts.trouble())),
        open.filter(plan -> attempts.trouble().isPresent()).map(plan -> attempts.troubleSince()),
        pending.size(),
        pending.rows(),
        0,
        0,
        0);
  }

  private OpenPlan describe(Planned plan) {
    return new OpenPlan(
        plan.ledger(),
        plan.commitId(),
        plan.files().size(),
        plan.files().stream().mapToLong(file -> file.file().rows()).sum(),
        0,
        attempts.attempts(),
        attempts.plannedAt(),
        plan.baseSequenceNumber());
  }

  private Phase phase(CommitterState state) {
    if (state.parked().isPresent()) {
      return Phase.PARKED;
    }
    if (state.plan().isEmpty()) {
      return Phase.IDLE;
    }
    return attempts.trouble().isPresent() ? Phase.UNDECIDED : Phase.COMMITTING;
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
    if (failedReads > 0 && timers.isTimerActive("commit")) {
      return;
    }
    Duration wait =
        pending.size() >= settings.maxFiles()
            ? Duration.ZERO
            : Duration.ofMillis(
                Math.max(0, lastCommitAt + settings.interval().toMillis() - ticks()));
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
      return Effect()
          .persist(closed)
          .thenRun(
              (CommitterState after) -> {
                closing.removeAll(closed.epochs());
                afterEpochsClosed();
              });
    }
    return afterClosing(state);
  }

  private void afterEpochsClosed() {
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
    failedReads = 0;
    return plan(state, read.base().snapshotId(), read.base().sequenceNumber());
  }

  private Effect<CommitterEvent, CommitterState> onBaseUnknown(
      CommitterState state, BaseUnknown unknown) {
    isReadingBase = false;
    failedReads++;
    services.metrics().commitUnknown("read");
    context
        .getLog()
        .warn("commit base unreadable attempts={} reason={}", failedReads, unknown.reason());
    timers.startSingleTimer(
        "commit",
        new CommitDue(),
        settings.retryAfter(failedReads, ThreadLocalRandom.current().nextDouble()));
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> plan(
      CommitterState state, long baseSnapshotId, long baseSequenceNumber) {
    List<PlannedFile> files = pending.next(state, settings.maxFiles(), settings.maxBytes());
    if (files.isEmpty()) {
      return Effect().none();
    }
    Planned plan =
        new Planned(
            tableUuid,
            state.ledger() + 1,
            UUID.randomUUID().toString(),
            files,
            baseSnapshotId,
            baseSequenceNumber);
    lastCommitAt = ticks();
    return Effect()
        .persist(plan)
        .thenRun(
            (CommitterState after) -> {
              pending.remove(files);
              attempts.begin(after, plan);
            });
  }

  /** Of a clock that never jumps, for intervals. */
  private static long ticks() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private long now() {
    return services.clock().millis();
  }
}

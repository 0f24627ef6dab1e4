package dev.firn.sharding.commit;

import dev.firn.sharding.Portable;
import dev.firn.sharding.commit.CommitAttempts.Attempted;
import dev.firn.sharding.commit.CommitAttempts.RetryDue;
import dev.firn.sharding.commit.CommitPlanning.BaseRead;
import dev.firn.sharding.commit.CommitPlanning.CommitDue;
import dev.firn.sharding.commit.CommitPlanning.FilesRead;
import dev.firn.sharding.commit.CommitPlanning.ReadFailed;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.EpochRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import dev.firn.sharding.commit.EpochClosing.CloseDue;
import dev.firn.sharding.commit.Examinations.ExamineDue;
import dev.firn.sharding.commit.Examinations.LookFailed;
import dev.firn.sharding.commit.Examinations.RowsDue;
import dev.firn.sharding.commit.Examinations.RowsSeen;
import dev.firn.sharding.commit.Examinations.Seen;
import dev.firn.sharding.commit.ReplacedTable.TableSeen;
import dev.firn.sharding.commit.ReplacedTable.TableUnseen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
import org.apache.pekko.persistence.typed.SnapshotCompleted;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The one committer of a table, an entity named after the table's UUID. Groups the files of all
 * partitions into numbered commits, one at a time ({@link CommitPlanning}): the plan is journaled
 * before its first attempt and attempted with the same files until its fate is known ({@link
 * CommitAttempts}); what is committed is watched until it has settled ({@link Examinations}).
 */
public final class TableCommitter
    extends EventSourcedBehavior<Command, CommitterEvent, CommitterState>
    implements CommitAttempts.Ends {
  public static final EntityTypeKey<Command> KEY =
      EntityTypeKey.create(Command.class, "table-committer");

  /** Under which the committers of a cluster are found. */
  public static final ServiceKey<Command> SERVICE =
      ServiceKey.create(Command.class, "table-committer");

  private static final int SNAPSHOT_EVERY = 100;

  /** From the shard, at hand-over. */
  public record Stop() implements Command, Portable {}

  private record Trimmed(Optional<Throwable> failure) implements Command {}

  /**
   * Pekko hands this one object to every life of the actor: it marks the start, nothing changes it.
   */
  private final CommitterState beginning = new CommitterState();

  private final CommitterWork work;
  private final CommitPlanning planning;
  private final CommitAttempts attempts;
  private final Examinations examinations;
  private final EpochClosing closing;
  private final ReplacedTable replaced;
  private final CommitterView view;
  private boolean isTrimming;

  private TableCommitter(
      String tableUuid,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CommitterServices services) {
    super(
        PersistenceId.of(KEY.name(), tableUuid),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.work =
        new CommitterWork(tableUuid, persistenceId().id(), context, timers, services, Effect());
    this.planning = new CommitPlanning(work, this::attempt);
    this.attempts = new CommitAttempts(work, this, planning::schedule);
    this.replaced = new ReplacedTable(work);
    this.examinations = new Examinations(work, planning::schedule, replaced::close);
    this.closing = new EpochClosing(work);
    this.view = new CommitterView(work, attempts, examinations);
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
        .onCommand(CommitDue.class, (state, due) -> planning.onCommitDue(state))
        .onCommand(BaseRead.class, planning::onBaseRead)
        .onCommand(FilesRead.class, planning::onFilesRead)
        .onCommand(ReadFailed.class, planning::onReadFailed)
        .onCommand(RetryDue.class, (state, due) -> attempts.onRetryDue(state))
        .onCommand(Attempted.class, attempts::onAttempted)
        .onCommand(ExamineDue.class, (state, due) -> examinations.onDue(state))
        .onCommand(Seen.class, examinations::onSeen)
        .onCommand(RowsDue.class, examinations::onRowsDue)
        .onCommand(RowsSeen.class, examinations::onRowsSeen)
        .onCommand(LookFailed.class, examinations::onFailed)
        .onCommand(TableSeen.class, replaced::onSeen)
        .onCommand(TableUnseen.class, replaced::onUnseen)
        .onCommand(CloseEpoch.class, closing::onCloseEpoch)
        .onCommand(CloseDue.class, due -> closing.onCloseDue())
        .onCommand(Describe.class, this::onDescribe)
        .onCommand(Resume.class, this::onResume)
        .onCommand(AcceptRollback.class, this::onAcceptRollback)
        .onCommand(Trimmed.class, this::onTrimmed)
        .onCommand(Stop.class, stop -> Effect().stop())
        .build();
  }

  @Override
  public SignalHandler<CommitterState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(SnapshotCompleted.class, this::onSnapshotSaved)
        .onSignal(SnapshotFailed.class, this::onSnapshotFailed)
        .build();
  }

  @Override
  public boolean shouldSnapshot(CommitterState state, CommitterEvent event, long sequenceNr) {
    return sequenceNr % SNAPSHOT_EVERY == 0;
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
    work.beginLife();
    planning.beginLife();
    attempts.beginLife();
    replaced.beginLife();
    closing.beginLife();
    isTrimming = false;
    if (state == beginning) {
      return;
    }
    state.recovered(lastSequenceNumber(work.context));
    state.plan().ifPresent(plan -> attempt(state, plan));
    examinations.beginLife(state);
    planning.schedule(state);
  }

  private void attempt(CommitterState state, Planned plan) {
    attempts.begin(state, plan);
  }

  @Override
  public void committed(CommitterState state, Planned plan, Committed event, boolean isOnBase) {
    examinations.afterCommit(state, plan, event, isOnBase);
  }

  @Override
  public void returned(CommitterState state) {
    examinations.lookAtAll(state);
  }

  @Override
  public Effect<CommitterEvent, CommitterState> replaced(CommitterState state, String newUuid) {
    return replaced.close(state, newUuid);
  }

  // --- what partitions send

  private Effect<CommitterEvent, CommitterState> onAddFiles(
      CommitterState state, AddFiles message) {
    if (state.marks().isClosed(message.partition(), message.epoch())) {
      return refuseEpoch(message);
    }
    if (state.replacedBy().isPresent()) {
      return replaced.onAddFiles(message);
    }
    PendingFile first = message.files().get(0);
    long mark = state.marks().through(message.partition(), message.epoch(), 0);
    if (mark >= first.to()) {
      message
          .replyTo()
          .tell(new FilesCommitted(message.epoch(), mark, state.ledger(), state.snapshotId()));
    }
    work.pending.put(message, state.marks());
    state.plan().ifPresent(plan -> work.pending.remove(plan.files()));
    if (first.from() > Math.max(mark, message.committedThrough()) + 1 && state.plan().isEmpty()) {
      work.context
          .getLog()
          .warn(
              "files wait partition={} epoch={} mark={} first={}: an earlier file is missing",
              message.partition(),
              message.epoch(),
              mark,
              first.from());
    }
    planning.schedule(state);
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> refuseEpoch(AddFiles message) {
    String reason = "epoch " + message.epoch() + " of " + message.partition() + " is closed";
    work.context.getLog().error("files refused reason={}", reason);
    message.replyTo().tell(new EpochRefused(message.epoch(), reason));
    return Effect().none();
  }

  // --- what operators ask

  private Effect<CommitterEvent, CommitterState> onDescribe(
      CommitterState state, Describe question) {
    question.replyTo().tell(view.of(state));
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> onResume(CommitterState state, Resume command) {
    work.context.getLog().info("resumed by an operator ledger={}", state.ledger());
    attempts.resume(state);
    examinations.look(state);
    command.replyTo().tell(view.of(state));
    return Effect().none();
  }

  private Effect<CommitterEvent, CommitterState> onAcceptRollback(
      CommitterState state, AcceptRollback command) {
    boolean isPlanFree = state.parked().isPresent() && !attempts.isUnderWay();
    long beingAdded = isPlanFree ? 0 : state.plan().map(Planned::again).orElse(0L);
    List<Long> numbers =
        state.settling().among(command.from(), command.through()).stream()
            .filter(number -> number != beingAdded)
            .toList();
    work.context.getLog().info("rollback accepted by an operator ledgers={}", numbers);
    if (numbers.isEmpty()) {
      command.replyTo().tell(view.of(state));
      return Effect().none();
    }
    return Effect()
        .persist(new Dropped(numbers, work.now()))
        .thenRun(
            (CommitterState after) -> {
              examinations.clear(after);
              planning.schedule(after);
              command.replyTo().tell(view.of(after));
            });
  }

  // --- the journal behind

  private void onSnapshotSaved(CommitterState state, SnapshotCompleted signal) {
    if (isTrimming) {
      return;
    }
    isTrimming = true;
    long snapshot = signal.getSnapshotMetadata().sequenceNr();
    work.pipe(
        work.services.trim().trim(work.persistenceId, state.truncatableThrough(snapshot), snapshot),
        done -> new Trimmed(Optional.empty()),
        failure -> new Trimmed(Optional.of(failure)));
  }

  private void onSnapshotFailed(CommitterState state, SnapshotFailed signal) {
    work.context.getLog().warn("snapshot of the committer failed", signal.getFailure());
  }

  /** What could not be deleted goes with the next snapshot. */
  private Effect<CommitterEvent, CommitterState> onTrimmed(CommitterState state, Trimmed trimmed) {
    isTrimming = false;
    trimmed
        .failure()
        .ifPresent(
            failure -> work.context.getLog().warn("journal of the committer not trimmed", failure));
    return Effect().none();
  }
}

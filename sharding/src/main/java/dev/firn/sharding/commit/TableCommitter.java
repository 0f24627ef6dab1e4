package dev.firn.sharding.commit;

import dev.firn.sharding.Portable;
import dev.firn.sharding.commit.AcceptedRollbacks.AcceptDue;
import dev.firn.sharding.commit.AcceptedRollbacks.UnheardRead;
import dev.firn.sharding.commit.AcceptedRollbacks.UnheardUnread;
import dev.firn.sharding.commit.CommitAttempts.Attempted;
import dev.firn.sharding.commit.CommitAttempts.RetryDue;
import dev.firn.sharding.commit.CommitPlanning.BaseRead;
import dev.firn.sharding.commit.CommitPlanning.CommitDue;
import dev.firn.sharding.commit.CommitPlanning.FilesRead;
import dev.firn.sharding.commit.CommitPlanning.ReadFailed;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import dev.firn.sharding.commit.EpochClosing.CloseDue;
import dev.firn.sharding.commit.Examinations.ExamineDue;
import dev.firn.sharding.commit.Examinations.LookFailed;
import dev.firn.sharding.commit.Examinations.Seen;
import dev.firn.sharding.commit.JournalTrimming.Trimmed;
import dev.firn.sharding.commit.LateLandings.PlanRead;
import dev.firn.sharding.commit.LateLandings.PlanUnread;
import dev.firn.sharding.commit.ReplacedTable.ReturnDue;
import dev.firn.sharding.commit.ReplacedTable.TableSeen;
import dev.firn.sharding.commit.ReplacedTable.TableUnseen;
import dev.firn.sharding.commit.RowSearch.RowsDue;
import dev.firn.sharding.commit.RowSearch.RowsFailed;
import dev.firn.sharding.commit.RowSearch.RowsSeen;
import java.time.Duration;
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
    implements PlanEnds.Others {
  public static final EntityTypeKey<Command> KEY =
      EntityTypeKey.create(Command.class, "table-committer");

  /** Under which the committers of a cluster are found. */
  public static final ServiceKey<Command> SERVICE =
      ServiceKey.create(Command.class, "table-committer");

  private static final int SNAPSHOT_EVERY = 100;

  /** From the shard, at hand-over. */
  public record Stop() implements Command, Portable {}

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
  private final FileIntake intake;
  private final OperatorRequests operators;
  private final AcceptedRollbacks accepted;
  private final JournalTrimming trimming;

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
    this.planning = new CommitPlanning(work, this::attempt, this::replaced);
    this.attempts = new CommitAttempts(work, this, planning::schedule);
    this.replaced = new ReplacedTable(work, attempts::isUnderWay, this::goOn);
    this.examinations = new Examinations(work, planning::schedule, replaced::close);
    this.closing = new EpochClosing(work);
    this.intake = new FileIntake(work, replaced, planning::schedule);
    CommitterView view = new CommitterView(work, planning, attempts, examinations, intake);
    this.operators = new OperatorRequests(work, attempts, examinations, replaced, intake, view);
    this.accepted = new AcceptedRollbacks(work, attempts, examinations, view, planning::schedule);
    this.trimming = new JournalTrimming(work);
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
        .onCommand(AddFiles.class, intake::onAddFiles)
        .onCommand(CommitDue.class, (state, due) -> planning.onCommitDue(state))
        .onCommand(BaseRead.class, planning::onBaseRead)
        .onCommand(FilesRead.class, planning::onFilesRead)
        .onCommand(ReadFailed.class, planning::onReadFailed)
        .onCommand(RetryDue.class, (state, due) -> attempts.onRetryDue(state))
        .onCommand(Attempted.class, attempts::onAttempted)
        .onCommand(PlanRead.class, attempts.late()::onRead)
        .onCommand(PlanUnread.class, attempts.late()::onUnread)
        .onCommand(ExamineDue.class, (state, due) -> examinations.onDue(state))
        .onCommand(Seen.class, examinations::onSeen)
        .onCommand(RowsDue.class, examinations.rows()::onDue)
        .onCommand(RowsSeen.class, examinations.rows()::onSeen)
        .onCommand(RowsFailed.class, examinations::onRowsFailed)
        .onCommand(LookFailed.class, examinations::onFailed)
        .onCommand(TableSeen.class, replaced::onSeen)
        .onCommand(TableUnseen.class, replaced::onUnseen)
        .onCommand(ReturnDue.class, (state, due) -> replaced.onReturnDue(state))
        .onCommand(CloseEpoch.class, this::onCloseEpoch)
        .onCommand(CloseDue.class, due -> closing.onCloseDue())
        .onCommand(Describe.class, operators::onDescribe)
        .onCommand(Resume.class, operators::onResume)
        .onCommand(AcceptRollback.class, accepted::onAccept)
        .onCommand(AcceptDue.class, accepted::onDue)
        .onCommand(UnheardRead.class, accepted::onRead)
        .onCommand(UnheardUnread.class, accepted::onUnread)
        .onCommand(Trimmed.class, trimming::onTrimmed)
        .onCommand(Stop.class, stop -> Effect().stop())
        .build();
  }

  @Override
  public SignalHandler<CommitterState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(SnapshotCompleted.class, trimming::onSnapshotSaved)
        .onSignal(SnapshotFailed.class, (state, failed) -> trimming.onSnapshotFailed(failed))
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
    intake.beginLife();
    replaced.beginLife(state);
    closing.beginLife();
    trimming.beginLife();
    if (state == beginning) {
      return;
    }
    state.recovered(lastSequenceNumber(work.context));
    state.plan().ifPresent(plan -> attempt(state, plan));
    examinations.beginLife(state);
    planning.schedule(state);
  }

  /** Its table is back: what was open is attempted again, what settles is looked for. */
  private void goOn(CommitterState state) {
    state.plan().ifPresent(plan -> attempt(state, plan));
    examinations.lookAnew(state);
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
    examinations.look(state);
  }

  @Override
  public Effect<CommitterEvent, CommitterState> replaced(CommitterState state, String newUuid) {
    return replaced.close(state, newUuid);
  }

  private Effect<CommitterEvent, CommitterState> onCloseEpoch(
      CommitterState state, CloseEpoch close) {
    intake.onCloseEpoch(close);
    return closing.onCloseEpoch(state, close);
  }
}

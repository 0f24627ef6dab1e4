package dev.firn.sharding.partition;

import dev.firn.sharding.partition.Appending.LookUpFailed;
import dev.firn.sharding.partition.Appending.SuspectsConfirmed;
import dev.firn.sharding.partition.Committing.Judged;
import dev.firn.sharding.partition.Committing.PatienceOver;
import dev.firn.sharding.partition.Committing.ResendDue;
import dev.firn.sharding.partition.Committing.TableLookedAt;
import dev.firn.sharding.partition.Flushing.FlushDue;
import dev.firn.sharding.partition.Flushing.FlushFailed;
import dev.firn.sharding.partition.Flushing.FlushWritten;
import dev.firn.sharding.partition.Flushing.TurnGranted;
import dev.firn.sharding.partition.IdRunMerging.MergeFailed;
import dev.firn.sharding.partition.IdRunMerging.RunsMerged;
import dev.firn.sharding.partition.PartitionEvent.Closed;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.Flushed;
import dev.firn.sharding.partition.PartitionEvent.IdsForgotten;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AskAccount;
import dev.firn.sharding.partition.PartitionProtocol.AwaitCommitted;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.partition.PartitionProtocol.Redrive;
import dev.firn.sharding.partition.PartitionProtocol.Stop;
import dev.firn.sharding.partition.PartitionProtocol.SweepIds;
import dev.firn.sharding.partition.PartitionProtocol.Wake;
import dev.firn.sharding.partition.Rejecting.Kept;
import dev.firn.sharding.partition.Rejecting.NotKept;
import dev.firn.sharding.partition.Sleeping.IdleTooLong;
import dev.firn.sharding.partition.Trimming.TrimDue;
import dev.firn.sharding.partition.Trimming.Trimmed;
import dev.firn.sharding.partition.Waking.IdsLoaded;
import dev.firn.sharding.partition.Waking.LoadFailed;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.SnapshotCompleted;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The buffer of one event type and hour. Takes batches in ({@link Appending}), turns them into data
 * files by its own deadline ({@link Flushing}), hands the files to the table's committer ({@link
 * Committing}), and sleeps when it is empty. Here is what holds that together: waking, the journal
 * behind, and sleep.
 */
public final class PartitionBuffer
    extends EventSourcedBehavior<Command, PartitionEvent, PartitionState> {
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "partition");

  /** The same, for dead letters. */
  public static final EntityTypeKey<Command> REJECTED =
      EntityTypeKey.create(Command.class, "rejected");

  /**
   * In a row. Then the partition stops and lets go of the appends that wait for it in memory; the
   * shard starts it again.
   */
  private static final int MOST_RESTARTS = 5;

  /**
   * A life that lasted longer is no failed start, and the restarts are counted anew. A recovery may
   * wait for others, and twice for pekko.persistence's 30 s, before it fails.
   */
  private static final Duration LONGEST_FAILING_RECOVERY = Duration.ofMinutes(10);

  /**
   * Pekko hands this one object to every life of the actor: it marks the start, nothing changes it.
   */
  private final PartitionState beginning = new PartitionState();

  private final PartitionWork work;
  private final IdRunMerging merging;
  private final Appending appending;
  private final Committing committing;
  private final Flushing flushing;
  private final Trimming trimming;
  private final Waking waking;
  private final Sleeping sleeping;

  private PartitionBuffer(
      String id,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      PartitionServices services) {
    super(
        PersistenceId.of(services.kind().name(), id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2)
            .withMaxRestarts(MOST_RESTARTS)
            .withResetBackoffAfter(LONGEST_FAILING_RECOVERY));
    this.work = new PartitionWork(id, persistenceId().id(), context, timers, services, Effect());
    this.merging = new IdRunMerging(work);
    this.trimming = new Trimming(work);
    this.appending = new Appending(work, this::rearm);
    this.committing = new Committing(work, merging, this::rearm, this::sleepIfDone);
    this.flushing = new Flushing(work, committing, this::rearm);
    this.waking = new Waking(work, appending, committing, merging, this::rearm);
    this.sleeping =
        new Sleeping(work, shard, appending, committing, merging, trimming, this::rearm);
  }

  public static Behavior<Command> create(
      String id, ActorRef<ClusterSharding.ShardCommand> shard, PartitionServices services) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new PartitionBuffer(id, context, timers, shard, services)));
  }

  @Override
  public PartitionState emptyState() {
    return beginning;
  }

  @Override
  public EventHandler<PartitionState, PartitionEvent> eventHandler() {
    return this::onEvent;
  }

  private PartitionState onEvent(PartitionState state, PartitionEvent event) {
    if (event instanceof EventsAppended appended) {
      work.services
          .cache()
          .put(work.id, state.epoch(), appended.append(), appended.batchId(), appended.batch());
    }
    return (state == beginning ? new PartitionState() : state).apply(event);
  }

  @Override
  public CommandHandler<Command, PartitionEvent, PartitionState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Append.class, appending::onAppend)
        .onCommand(Redrive.class, appending::onRedrive)
        .onCommand(SuspectsConfirmed.class, appending::onSuspectsConfirmed)
        .onCommand(LookUpFailed.class, appending::onLookUpFailed)
        .onCommand(FlushDue.class, (state, due) -> flushing.onDue(state))
        .onCommand(TurnGranted.class, flushing::onTurnGranted)
        .onCommand(FlushWritten.class, flushing::onWritten)
        .onCommand(FlushFailed.class, flushing::onFailed)
        .onCommand(Kept.class, flushing::onKept)
        .onCommand(NotKept.class, flushing::onNotKept)
        .onCommand(Judged.class, committing::onJudged)
        .onCommand(TableLookedAt.class, committing::onTableLookedAt)
        .onCommand(ResendDue.class, (state, due) -> committing.onResendDue(state))
        .onCommand(AwaitCommitted.class, committing::onAwait)
        .onCommand(PatienceOver.class, committing::onPatienceOver)
        .onCommand(RunsMerged.class, merging::onMerged)
        .onCommand(MergeFailed.class, merging::onFailed)
        .onCommand(Locate.class, this::onLocate)
        .onCommand(AskAccount.class, this::onAskAccount)
        .onCommand(Wake.class, this::onWake)
        .onCommand(SweepIds.class, this::onSweepIds)
        .onCommand(IdsLoaded.class, waking::onIdsLoaded)
        .onCommand(LoadFailed.class, waking::onLoadFailed)
        .onCommand(Trimmed.class, this::onTrimmed)
        .onCommand(TrimDue.class, (state, due) -> trimming.onDue(state))
        .onCommand(IdleTooLong.class, (state, idle) -> sleeping.onIdleTooLong(state))
        .onCommand(Stop.class, sleeping::onStop)
        .build();
  }

  @Override
  public SignalHandler<PartitionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(
            RecoveryFailed.class,
            (state, failed) -> work.isStuck("recover from its journal", failed.getFailure()))
        .onSignal(SnapshotCompleted.class, this::onSnapshotSaved)
        .onSignal(
            SnapshotFailed.class, (state, failed) -> trimming.onSnapshotFailed(failed.getFailure()))
        .onSignal(PreRestart.instance(), state -> flushing.stop())
        .onSignal(PostStop.instance(), state -> onStopped())
        .build();
  }

  @Override
  public boolean shouldSnapshot(PartitionState state, PartitionEvent event, long sequenceNr) {
    return event instanceof Flushed || event instanceof Closed || event instanceof IdsForgotten;
  }

  @Override
  public SnapshotAdapter<PartitionState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(PartitionState state) {
        return state.snapshot();
      }

      @Override
      public PartitionState fromJournal(Object from) {
        return PartitionState.of((PartitionSnapshot) from);
      }
    };
  }

  // --- waking and stopping

  /** Whatever was under way belongs to an earlier life; everything needed is in the state. */
  private void onRecovered(PartitionState state) {
    work.beginLife();
    appending.beginLife();
    flushing.beginLife();
    committing.beginLife(state);
    merging.beginLife();
    trimming.beginLife(state);
    waking.begin(state);
  }

  private void onStopped() {
    flushing.stop();
    work.reportGone();
  }

  /** After every change: deadlines follow from the state alone. */
  private void rearm(PartitionState state) {
    flushing.schedule(state);
    sleeping.schedule(state);
    work.report(state, phase(state));
  }

  private String phase(PartitionState state) {
    if (state.isEmpty()) {
      return "idle";
    }
    if (flushing.isUnderWay()) {
      return "flushing";
    }
    return state.backlog().unwritten().isNothing() ? "committing" : "buffering";
  }

  // --- the journal behind

  private void onSnapshotSaved(PartitionState state, SnapshotCompleted signal) {
    trimming.onSnapshotSaved(state, signal.getSnapshotMetadata().sequenceNr());
  }

  private Effect<PartitionEvent, PartitionState> onTrimmed(PartitionState state, Trimmed trimmed) {
    Effect<PartitionEvent, PartitionState> effect = trimming.onTrimmed(state, trimmed);
    sleepIfDone(state);
    return effect;
  }

  // --- questions and sleep

  private Effect<PartitionEvent, PartitionState> onLocate(PartitionState state, Locate question) {
    question.replyTo().tell(state.locate(question.position()));
    return Effect().none();
  }

  private Effect<PartitionEvent, PartitionState> onAskAccount(
      PartitionState state, AskAccount question) {
    question.replyTo().tell(state.account(work.id));
    return Effect().none();
  }

  private void sleepIfDone(PartitionState state) {
    sleeping.sleepIfDone(state);
  }

  /** From itself, through the shard: being awake is all it asks for. */
  private Effect<PartitionEvent, PartitionState> onWake(PartitionState state, Wake wake) {
    return Effect().none();
  }

  private Effect<PartitionEvent, PartitionState> onSweepIds(PartitionState state, SweepIds sweep) {
    if (work.deduplication() == null) {
      return Effect().stash();
    }
    merging.discardStrangers(state, sweep.locations());
    return Effect().none();
  }
}

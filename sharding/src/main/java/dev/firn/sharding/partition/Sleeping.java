package dev.firn.sharding.partition;

import dev.firn.sharding.partition.PartitionEvent.Closed;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Stop;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Puts a partition to sleep that has been empty for a while: its epoch is closed, a snapshot saved,
 * the journal trimmed, and the committer need not remember it.
 */
final class Sleeping {
  record IdleTooLong() implements Command {}

  private final PartitionWork work;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Appending appending;
  private final Committing committing;
  private final IdRunMerging merging;
  private final Trimming trimming;
  private final Consumer<PartitionState> rearm;
  private boolean hasAskedToSleep;

  Sleeping(
      PartitionWork work,
      ActorRef<ClusterSharding.ShardCommand> shard,
      Appending appending,
      Committing committing,
      IdRunMerging merging,
      Trimming trimming,
      Consumer<PartitionState> rearm) {
    this.work = work;
    this.shard = shard;
    this.appending = appending;
    this.committing = committing;
    this.merging = merging;
    this.trimming = trimming;
    this.rearm = rearm;
  }

  /** The deadline follows from the state alone. */
  void schedule(PartitionState state) {
    if (!state.isEmpty()) {
      work.timers.cancel(IdleTooLong.class);
    } else if (!work.timers.isTimerActive(IdleTooLong.class)) {
      work.timers.startSingleTimer(
          IdleTooLong.class, new IdleTooLong(), work.settings.passivateAfter());
    }
  }

  Effect<PartitionEvent, PartitionState> onIdleTooLong(PartitionState state) {
    if (!state.isEmpty() || work.deduplication() == null) {
      return work.effects.none();
    }
    rearm.accept(state);
    if (appending.isConfirming() || merging.isUnderWay()) {
      return work.effects.none();
    }
    if (state.isOpen() || trimming.lacksSnapshot(state)) {
      return close(state);
    }
    if (!committing.isEpochClosed(state)) {
      committing.closeEpoch(state);
    }
    if (!trimming.isDone(state)) {
      trimming.trim(state);
    }
    sleepIfDone(state);
    return work.effects.none();
  }

  /**
   * Behind it comes a snapshot, behind that the journal is trimmed, and the committer says that it
   * need not remember; then the partition sleeps.
   */
  private Effect<PartitionEvent, PartitionState> close(PartitionState state) {
    return work.effects.persist(new Closed(state.epoch())).thenRun(committing::closeEpoch);
  }

  void sleepIfDone(PartitionState state) {
    if (maySleep(state) && trimming.isDone(state) && committing.isEpochClosed(state)) {
      passivate();
    }
  }

  private boolean maySleep(PartitionState state) {
    return state.isEmpty()
        && !state.isOpen()
        && work.deduplication() != null
        && !appending.isConfirming()
        && !merging.isUnderWay();
  }

  /** The shard may have a reason not to listen; the timer that runs again asks once more. */
  private void passivate() {
    hasAskedToSleep = true;
    work.services.awake().rests(work.id);
    shard.tell(new ClusterSharding.Passivate<>(work.context.getSelf()));
  }

  /**
   * An append may have been on its way when the shard was told to let the partition sleep. The
   * shard then starts it again for the next message only, so the partition sends itself one: rows
   * are never left to sleep.
   */
  Effect<PartitionEvent, PartitionState> onStop(PartitionState state, Stop stop) {
    if (hasAskedToSleep && !state.isEmpty()) {
      work.services.wake().accept(work.id);
    }
    work.goesOn();
    return work.effects.stop();
  }
}

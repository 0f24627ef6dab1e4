package dev.firn.sharding.partition;

import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Deletes from the journal what is in committed files, behind the newest snapshot. What fails is
 * tried again with back-off, and the partition does not sleep before it is done: asleep, nobody
 * would come back for it.
 */
final class Trimming {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 6;

  record Trimmed(long life, long through, Optional<Throwable> failure) implements Command {}

  record TrimDue() implements Command {}

  private final PartitionWork work;
  private long snapshot;
  private long trimmed;
  private boolean isUnderWay;
  private int failures;

  Trimming(PartitionWork work) {
    this.work = work;
  }

  /** What an earlier life has trimmed is not known: it is done once more before sleep. */
  void beginLife(PartitionState state) {
    snapshot = state.recoveredFrom();
    trimmed = 0;
    isUnderWay = false;
    failures = 0;
  }

  void onSnapshotSaved(PartitionState state, long sequenceNumber) {
    snapshot = Math.max(snapshot, sequenceNumber);
    trim(state);
  }

  void onSnapshotFailed(Throwable cause) {
    work.context.getLog().warn("snapshot failed partition={}", work.id, cause);
  }

  /** Whether the newest snapshot is behind: it was not saved, or a kill came before it was. */
  boolean lacksSnapshot(PartitionState state) {
    return snapshot < state.sequenceNumber();
  }

  /** Whether an empty partition's events are deleted, all of them. */
  boolean isDone(PartitionState state) {
    return trimmed >= state.sequenceNumber();
  }

  /** Begins unless it is under way, or waits for its next try. */
  void trim(PartitionState state) {
    if (isUnderWay || snapshot == 0 || work.timers.isTimerActive(TrimDue.class)) {
      return;
    }
    isUnderWay = true;
    long life = work.life();
    long through = Math.min(snapshot, state.truncatableThrough());
    work.pipe(
        work.services.ports().trim().trim(work.persistenceId, through, snapshot),
        done -> new Trimmed(life, through, Optional.empty()),
        failure -> new Trimmed(life, through, Optional.of(failure)));
  }

  Effect<PartitionEvent, PartitionState> onTrimmed(PartitionState state, Trimmed message) {
    if (!work.isOfThisLife(message.life())) {
      return work.effects.none();
    }
    isUnderWay = false;
    if (message.failure().isEmpty()) {
      failures = 0;
      trimmed = Math.max(trimmed, message.through());
      if (trimmed < Math.min(snapshot, state.truncatableThrough())) {
        trim(state);
      }
      return work.effects.none();
    }
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures++, MOST_DOUBLINGS));
    work.context
        .getLog()
        .warn(
            "journal not trimmed partition={} next-ms={}",
            work.id,
            wait.toMillis(),
            message.failure().get());
    work.timers.startSingleTimer(TrimDue.class, new TrimDue(), wait);
    return work.effects.none();
  }

  Effect<PartitionEvent, PartitionState> onDue(PartitionState state) {
    trim(state);
    return work.effects.none();
  }
}

package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterProtocol.Command;
import java.util.Optional;
import org.apache.pekko.persistence.typed.SnapshotCompleted;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/** Deletes what lies behind a snapshot in the journal, but for plans that may be read back. */
final class JournalTrimming {

  record Trimmed(Optional<Throwable> failure) implements Command {}

  private final CommitterWork work;
  private boolean isTrimming;

  JournalTrimming(CommitterWork work) {
    this.work = work;
  }

  void beginLife() {
    isTrimming = false;
  }

  void onSnapshotSaved(CommitterState state, SnapshotCompleted signal) {
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

  void onSnapshotFailed(SnapshotFailed signal) {
    work.context.getLog().warn("snapshot of the committer failed", signal.getFailure());
  }

  /** What could not be deleted goes with the next snapshot. */
  Effect<CommitterEvent, CommitterState> onTrimmed(Trimmed trimmed) {
    isTrimming = false;
    trimmed
        .failure()
        .ifPresent(
            failure -> work.context.getLog().warn("journal of the committer not trimmed", failure));
    return work.effects.none();
  }
}

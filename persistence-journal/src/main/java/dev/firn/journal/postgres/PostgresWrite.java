package dev.firn.journal.postgres;

import dev.firn.journal.EncodedEvent;
import dev.firn.journal.SnapshotRange;
import dev.firn.journal.SpaceRules;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;

/** What a lane is asked to make durable; {@code answer} completes after the commit, or fails. */
sealed interface PostgresWrite {

  String persistenceId();

  Answer answer();

  /** Bytes held in memory while it waits. */
  default long bytes() {
    return 0;
  }

  /** The waiting side of a write, and since when it waits. */
  record Answer(CompletableFuture<Done> done, long since) {
    static Answer pending() {
      return new Answer(new CompletableFuture<>(), System.nanoTime());
    }
  }

  /** Events of one id in ascending order, all or none. */
  record Append(
      String persistenceId,
      List<EncodedEvent> events,
      long bytes,
      boolean isEssential,
      Answer answer)
      implements PostgresWrite {

    public Append {
      events = List.copyOf(events);
    }

    static Append of(
        String persistenceId, List<EncodedEvent> events, Set<String> manifests, SpaceRules rules) {
      long bytes = events.stream().mapToLong(EncodedEvent::bytes).sum();
      return new Append(
          persistenceId,
          events,
          bytes,
          rules.isEssential(persistenceId, manifests, bytes),
          Answer.pending());
    }

    long first() {
      return events.get(0).sequenceNr();
    }
  }

  /** Deletes the events up to {@code to}, inclusive. */
  record Truncate(String persistenceId, long to, Answer answer) implements PostgresWrite {
    Truncate(String persistenceId, long to) {
      this(persistenceId, to, Answer.pending());
    }
  }

  /** Saves or replaces one snapshot. */
  record SaveSnapshot(String persistenceId, EncodedEvent snapshot, long timestamp, Answer answer)
      implements PostgresWrite {
    SaveSnapshot(String persistenceId, EncodedEvent snapshot, long timestamp) {
      this(persistenceId, snapshot, timestamp, Answer.pending());
    }

    @Override
    public long bytes() {
      return snapshot.bytes();
    }
  }

  /** Deletes the snapshots in the range. */
  record DeleteSnapshots(String persistenceId, SnapshotRange range, Answer answer)
      implements PostgresWrite {
    DeleteSnapshots(String persistenceId, SnapshotRange range) {
      this(persistenceId, range, Answer.pending());
    }
  }
}

package dev.firn.journal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;

/**
 * What the writer thread is asked to make durable; {@code done} completes after the sync, or fails.
 */
sealed interface JournalOperation {

  /** Bytes held in memory while it waits. */
  default long bytes() {
    return 0;
  }

  CompletableFuture<Done> done();

  /** Whether it may go into the headroom beyond the size budget: all but what clients bring. */
  default boolean isEssential() {
    return true;
  }

  /** Events of one id in ascending order, all or none. */
  record Append(
      String persistenceId,
      List<EncodedEvent> events,
      long bytes,
      boolean isEssential,
      CompletableFuture<Done> done)
      implements JournalOperation {

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
          new CompletableFuture<>());
    }
  }

  /** Deletes the events up to {@code to}, inclusive. */
  record Truncate(String persistenceId, long to, CompletableFuture<Done> done)
      implements JournalOperation {

    public Truncate(String persistenceId, long to) {
      this(persistenceId, to, new CompletableFuture<>());
    }
  }

  /** Saves or replaces one snapshot. Essential: what is truncated must be in a snapshot first. */
  record SaveSnapshot(String persistenceId, EncodedEvent snapshot, CompletableFuture<Done> done)
      implements JournalOperation {

    public SaveSnapshot(String persistenceId, EncodedEvent snapshot) {
      this(persistenceId, snapshot, new CompletableFuture<>());
    }

    @Override
    public long bytes() {
      return snapshot.bytes();
    }
  }

  /** Deletes the snapshots in the range. */
  record DeleteSnapshots(String persistenceId, SnapshotRange range, CompletableFuture<Done> done)
      implements JournalOperation {

    public DeleteSnapshots(String persistenceId, SnapshotRange range) {
      this(persistenceId, range, new CompletableFuture<>());
    }
  }

  /** Opens the database anew after a failed write. */
  record Reopen(CompletableFuture<Done> done) implements JournalOperation {

    public Reopen() {
      this(new CompletableFuture<>());
    }
  }

  /** Writes rows of an older generation to the present one, so that the older can go. */
  record CarryOver(List<Row> rows, long bytes, CompletableFuture<Done> done)
      implements JournalOperation {

    public CarryOver {
      rows = List.copyOf(rows);
    }

    static CarryOver of(List<Row> rows) {
      long bytes = rows.stream().mapToLong(Row::bytes).sum();
      return new CarryOver(rows, bytes, new CompletableFuture<>());
    }

    /** A stored event as it stands. */
    static final class Row {
      private final byte[] key;
      private final byte[] value;

      Row(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
      }

      byte[] key() {
        return key;
      }

      byte[] value() {
        return value;
      }

      int bytes() {
        return value.length + EncodedEvent.OVERHEAD;
      }
    }
  }

  /** Has what follows written to a new generation of events. */
  record BeginGeneration(CompletableFuture<Done> done) implements JournalOperation {

    public BeginGeneration() {
      this(new CompletableFuture<>());
    }
  }
}

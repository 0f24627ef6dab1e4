package dev.firn.sharding.partition;

import dev.firn.events.EventBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.Portable;
import dev.firn.sharding.dedup.IdRunRef;
import java.util.BitSet;
import java.util.List;

/** What a partition's buffer journals. Times are milliseconds since the epoch. */
public sealed interface PartitionEvent extends Portable {

  /** The partition holds rows again, or for the first time. */
  record Opened(PartitionKey partition, long epoch) implements PartitionEvent {}

  /** A batch is durable; only now is it acknowledged. */
  record EventsAppended(
      long append, long batchId, long acceptedAt, EventBatch batch, BitSet duplicates)
      implements PartitionEvent {
    public EventsAppended {
      duplicates = (BitSet) duplicates.clone();
    }

    @Override
    public BitSet duplicates() {
      return (BitSet) duplicates.clone();
    }
  }

  /** The appends from..to are in a data file, their ids in a run; neither is in the table. */
  record FlushPrepared(String flushId, long from, long to, DataFile file, IdRunRef ids)
      implements PartitionEvent {}

  /** The file is in the table and was read back. */
  record Flushed(String flushId, long ledger, long snapshotId, long at) implements PartitionEvent {}

  /** The file will never be in the table; its appends are to be flushed again. */
  record FlushAborted(String flushId, String reason) implements PartitionEvent {}

  /**
   * These rows of an append can never be written and are durable among the dead letters: no file
   * will hold them. Their ids are in a run that {@link IdsMerged} added with it, except where an
   * earlier version rejected them.
   *
   * @param reason why, in the words of the dead letters; several are joined by commas
   */
  record RowsRejected(long append, BitSet rows, String reason, long at) implements PartitionEvent {
    public RowsRejected {
      rows = (BitSet) rows.clone();
    }

    @Override
    public BitSet rows() {
      return (BitSet) rows.clone();
    }
  }

  /** One run of ids stands in for several, for one that was lost, or for none: it is new. */
  record IdsMerged(IdRunRef merged, List<IdRunRef> replaced) implements PartitionEvent {
    public IdsMerged {
      replaced = List.copyOf(replaced);
    }
  }

  /** The dedup window has passed since the last append: earlier ids no longer count. */
  record IdsForgotten() implements PartitionEvent {}

  /** Everything of the epoch is in the table; the next append opens a greater one. */
  record Closed(long epoch) implements PartitionEvent {}
}

package dev.firn.events;

import java.util.BitSet;

/**
 * A batch that a partition has taken in: its place in the partition's epoch, and which of its rows
 * are repetitions of events taken earlier and are never to be written.
 *
 * @param append number of the append in its epoch, from 1; the {@code ingest_seq} of its rows
 */
public record AppendedBatch(long append, EventBatch batch, BitSet duplicates) {
  public AppendedBatch {
    duplicates = (BitSet) duplicates.clone();
  }

  @Override
  public BitSet duplicates() {
    return (BitSet) duplicates.clone();
  }

  /** Rows that count. */
  public int accepted() {
    return batch.rows() - duplicates.cardinality();
  }
}

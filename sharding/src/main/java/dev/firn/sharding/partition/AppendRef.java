package dev.firn.sharding.partition;

import java.util.BitSet;

/**
 * Refers to an append in the journal; never holds its rows.
 *
 * @param sequenceNumber of its event in the journal
 * @param rows accepted rows still to be written or written; neither duplicates nor rejected ones
 * @param bytes journaled size
 * @param openedBytes size of its rows when decompressed
 * @param acceptedAt milliseconds since the epoch
 * @param duplicates rows that no file will hold: repetitions, and those that were rejected
 */
public record AppendRef(
    long append,
    long sequenceNumber,
    long batchId,
    int rows,
    int bytes,
    int openedBytes,
    long acceptedAt,
    BitSet duplicates) {
  public AppendRef {
    duplicates = (BitSet) duplicates.clone();
  }

  @Override
  public BitSet duplicates() {
    return (BitSet) duplicates.clone();
  }

  /** Nothing of it is left to write. Its number still counts in the sequence of files. */
  boolean isEmptied() {
    return rows == 0;
  }

  /** The append without these rows. What holds no rows holds no bytes either. */
  AppendRef without(BitSet rejected) {
    BitSet left = duplicates();
    left.or(rejected);
    int gone = left.cardinality() - duplicates.cardinality();
    boolean isEmptied = gone == rows;
    return new AppendRef(
        append,
        sequenceNumber,
        batchId,
        rows - gone,
        isEmptied ? 0 : bytes,
        isEmptied ? 0 : openedBytes,
        acceptedAt,
        left);
  }
}

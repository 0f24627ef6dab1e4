package dev.firn.sharding.partition;

import java.util.BitSet;

/**
 * Refers to an append in the journal; never holds its rows.
 *
 * @param sequenceNumber of its event in the journal
 * @param rows accepted rows, duplicates not counted
 * @param bytes journaled size
 * @param openedBytes size of its rows when decompressed
 * @param acceptedAt milliseconds since the epoch
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
}

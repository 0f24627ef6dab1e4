package dev.firn.sharding.partition;

/**
 * How much of a partition is in no data file yet.
 *
 * @param openedBytes size of the rows when decompressed
 * @param oldestAppend its number, 0 where there is none
 * @param oldestAcceptedAt milliseconds since the epoch
 */
record Unwritten(long rows, long openedBytes, long oldestAppend, long oldestAcceptedAt) {
  static final Unwritten NOTHING = new Unwritten(0, 0, 0, Long.MAX_VALUE);

  Unwritten plus(AppendRef ref) {
    if (ref.isEmptied()) {
      return this;
    }
    return new Unwritten(
        rows + ref.rows(),
        openedBytes + ref.openedBytes(),
        isNothing() ? ref.append() : oldestAppend,
        isNothing() ? ref.acceptedAt() : oldestAcceptedAt);
  }

  boolean isNothing() {
    return rows == 0;
  }
}

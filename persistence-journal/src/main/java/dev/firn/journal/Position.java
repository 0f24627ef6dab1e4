package dev.firn.journal;

/**
 * Where the events of one persistence id stand. Sequence numbers in (deletedTo, highest] are
 * stored, apart from those that never were; byte counts run from the id's first event on, so their
 * difference is what is stored now.
 */
record Position(long number, long highest, long deletedTo, long bytesWritten, long bytesDeleted) {

  static Position first(long number) {
    return new Position(number, 0, 0, 0, 0);
  }

  Position appended(long sequenceNr, int bytes) {
    return new Position(number, sequenceNr, deletedTo, bytesWritten + bytes, bytesDeleted);
  }

  Position truncated(long to, long bytesDeletedNow) {
    return new Position(number, highest, to, bytesWritten, bytesDeletedNow);
  }

  long liveBytes() {
    return bytesWritten - bytesDeleted;
  }
}

package dev.firn.journal;

/**
 * Reads events in order and proves that none is missing: each row names the one stored before it,
 * so a gap that was there when it was written passes and a lost row fails the read.
 */
final class EventReader {

  /** Takes a row; false ends the read. */
  @FunctionalInterface
  interface RowVisitor {
    boolean row(long sequenceNr, byte[] value);
  }

  private EventReader() {}

  static void read(
      ReadView view,
      String persistenceId,
      Position position,
      long from,
      long to,
      RowVisitor visitor) {
    long last = Math.max(from, position.deletedTo() + 1) - 1;
    long end = Math.min(to, position.highest());
    if (last >= end) {
      return;
    }
    try (EventRows rows = view.events(position.number(), last + 1, position.highest())) {
      boolean more = rows.seekToFirst();
      while (more) {
        long sequenceNr = rows.sequenceNr();
        if (last < end && rows.header().previousSequenceNr() > last) {
          throw missing(persistenceId, last, sequenceNr);
        }
        if (sequenceNr > end || !visitor.row(sequenceNr, rows.value())) {
          return;
        }
        last = sequenceNr;
        more = rows.next();
      }
    }
    if (last < end) {
      throw missing(persistenceId, last, position.highest() + 1);
    }
  }

  private static JournalCorruptedException missing(String persistenceId, long last, long next) {
    return new JournalCorruptedException(
        "Events of [%s] are missing between sequence numbers %d and %d"
            .formatted(persistenceId, last, next));
  }
}

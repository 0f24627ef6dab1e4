package dev.firn.journal.postgres;

import dev.firn.journal.StoredRecord;
import java.util.List;

/**
 * A stretch of a range read.
 *
 * @param next where the next one starts
 * @param end last sequence number of the range, fixed by its first page
 * @param deletedTo up to where the id's events were truncated when the page was read
 */
record EventPage(List<Row> rows, long next, long end, long deletedTo) {

  EventPage {
    rows = List.copyOf(rows);
  }

  /** Before anything was read. */
  static final EventPage START = new EventPage(List.of(), 0, 0, 0);

  /** A stored event, its checksum found right. */
  record Row(long sequenceNr, StoredRecord stored) {}

  boolean isStart() {
    return next == 0;
  }

  boolean isLast() {
    return next > end;
  }
}

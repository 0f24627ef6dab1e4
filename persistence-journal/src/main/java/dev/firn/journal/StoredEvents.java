package dev.firn.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds out what is stored and not truncated when the journal opens: a few seeks for each id that
 * has events in a generation, whatever their number.
 */
final class StoredEvents {

  private StoredEvents() {}

  /** Notes who has events in which generation; the exact bytes that are live. */
  static long count(ReadView view, Occupancy occupancy) {
    Map<Long, Position> ids = new HashMap<>();
    for (Generation generation : view.generations()) {
      try (RowRange rows = view.allEvents(generation)) {
        for (boolean more = rows.seekToFirst(); more; more = rows.next()) {
          long number = Keys.numberOf(rows.key());
          long before = rows.header().bytesWritten() - rows.length() - EncodedEvent.OVERHEAD;
          long first = rows.sequenceNr();
          rows.seekBack(Keys.row(number, -1));
          Position kept = ids.computeIfAbsent(number, view::keptPosition);
          long bytes = Math.max(0, rows.header().bytesWritten() - before);
          if (rows.sequenceNr() > kept.deletedTo()) {
            occupancy.appended(generation.number(), number, first, rows.sequenceNr(), bytes);
            occupancy.truncated(number, kept.deletedTo());
            ids.put(number, later(kept, rows));
          } else {
            occupancy.dead(generation.number(), bytes);
          }
        }
      }
    }
    return ids.values().stream().mapToLong(Position::liveBytes).sum();
  }

  private static Position later(Position known, RowRange rows) {
    return rows.sequenceNr() <= known.highest()
        ? known
        : new Position(
            known.number(),
            rows.sequenceNr(),
            known.deletedTo(),
            rows.header().bytesWritten(),
            known.bytesDeleted());
  }
}

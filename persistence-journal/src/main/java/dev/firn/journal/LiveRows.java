package dev.firn.journal;

import dev.firn.journal.JournalOperation.CarryOver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Walks the events of a generation that are not truncated, in pages, each on a fresh view. */
final class LiveRows {

  private final Generation generation;
  private final Occupancy occupancy;
  private byte[] from = Keys.row(0, 0);
  private byte[] reached = from;

  LiveRows(Generation generation, Occupancy occupancy) {
    this.generation = generation;
    this.occupancy = occupancy;
  }

  /**
   * The next rows, of about so many bytes; none at the end, or if the view is of another opening.
   * The same ones again until they were {@link #taken}.
   */
  List<CarryOver.Row> next(ReadView view, long bytes) {
    List<CarryOver.Row> found = new ArrayList<>();
    if (!view.generations().contains(generation)) {
      return found;
    }
    Map<Long, Long> firstLive = new HashMap<>();
    long room = bytes;
    try (RowRange rows = view.allEvents(generation)) {
      boolean more = rows.seek(from);
      while (more && room > 0) {
        byte[] key = rows.key();
        long number = Keys.numberOf(key);
        long first = firstLive.computeIfAbsent(number, any -> firstLive(view, number));
        if (Keys.sequenceNr(key) < first) {
          more = rows.seek(Keys.row(number, first));
        } else {
          CarryOver.Row row = new CarryOver.Row(key, rows.value());
          found.add(row);
          room -= row.bytes();
          reached = Keys.row(number, Keys.sequenceNr(key) + 1);
          more = rows.next();
        }
      }
    }
    return found;
  }

  /** What {@link #next} found last is done with. */
  void taken() {
    from = reached;
  }

  /** Of an id that has no live events here, a number beyond all. */
  private long firstLive(ReadView view, long number) {
    return occupancy.holds(generation, number)
        ? view.keptPosition(number).deletedTo() + 1
        : Long.MAX_VALUE;
  }
}

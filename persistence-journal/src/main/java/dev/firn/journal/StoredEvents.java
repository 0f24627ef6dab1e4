package dev.firn.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is stored and not truncated when the journal opens: a few seeks for each id that
 * has events in a generation, whatever their number. What is truncated is not looked at where that
 * can be helped: damage there concerns nobody. Damage in what is live concerns its id only, which
 * cannot recover; the others go on.
 */
final class StoredEvents {

  private static final Logger LOG = LoggerFactory.getLogger(StoredEvents.class);
  private static final int IDS_AT_ONCE = 1_000;

  private final ReadView view;
  private final Occupancy occupancy;
  private final Map<Long, Position> ids = new HashMap<>();

  private StoredEvents(ReadView view, Occupancy occupancy) {
    this.view = view;
    this.occupancy = occupancy;
  }

  /** Notes who has events in which generation; the exact bytes that are live. */
  static long count(ReadView view, Occupancy occupancy) {
    StoredEvents stored = new StoredEvents(view, occupancy);
    view.generations().forEach(stored::count);
    return stored.ids.values().stream().mapToLong(Position::liveBytes).sum();
  }

  private void count(Generation generation) {
    try (RowRange rows = view.allEvents(generation)) {
      boolean more = rows.seekToFirst();
      while (more) {
        more = countOne(generation, rows);
      }
    } catch (JournalCorruptedException e) {
      LOG.error("{}. Looking for what else is stored beside it", e.getMessage());
      occupancy.dropped(generation.number());
      countByIds(generation);
    }
  }

  /** From the first row of an id to that of the next one; false at the end. */
  private boolean countOne(Generation generation, RowRange rows) {
    long number = Keys.numberOf(rows.key());
    long deletedTo = known(number).deletedTo();
    if (rows.sequenceNr() <= deletedTo && !rows.seek(Keys.row(number, deletedTo + 1))) {
      return false;
    }
    if (Keys.numberOf(rows.key()) != number) {
      return true;
    }
    countLive(generation, number, rows);
    return rows.next();
  }

  /** From the first live row of an id to its last one. */
  private void countLive(Generation generation, long number, RowRange rows) {
    long first = rows.sequenceNr();
    long before = rows.header().bytesWritten() - rows.length() - EncodedEvent.OVERHEAD;
    rows.seekBack(Keys.row(number, -1));
    long bytes = Math.max(0, rows.header().bytesWritten() - before);
    occupancy.appended(generation.number(), number, first, rows.sequenceNr(), bytes);
    Position known = known(number);
    if (rows.sequenceNr() > known.highest()) {
      long written = rows.header().bytesWritten();
      ids.put(
          number,
          new Position(
              number, rows.sequenceNr(), known.deletedTo(), written, known.bytesDeleted()));
    }
  }

  /** Without walking over what cannot be read. */
  private void countByIds(Generation generation) {
    try (IdRange all = view.ids()) {
      List<String> page = all.page("", IDS_AT_ONCE);
      while (!page.isEmpty()) {
        page.forEach(id -> view.number(Keys.Kind.EVENTS, id).ifPresent(n -> find(generation, n)));
        page = all.page(page.get(page.size() - 1), IDS_AT_ONCE);
      }
    }
  }

  private void find(Generation generation, long number) {
    long from = known(number).deletedTo() + 1;
    try (RowRange rows = view.events(generation, number, from)) {
      if (rows.seekToFirst()) {
        countLive(generation, number, rows);
      }
    } catch (JournalCorruptedException e) {
      LOG.error("{}. Events of one id cannot be read; the others go on", e.getMessage());
      occupancy.appended(generation.number(), number, from, Long.MAX_VALUE, 0);
    }
  }

  private Position known(long number) {
    return ids.computeIfAbsent(number, view::keptPosition);
  }
}

package dev.firn.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;

/**
 * Reads a range page by page, each on a fresh view, so that a slow reader pins nothing. The end of
 * the range is fixed by the first page; what is truncated before the first page is not part of the
 * range, what is truncated afterwards fails the read, for the reader would take a part for the
 * whole.
 */
final class EventPages {

  private final EmbeddedJournal journal;
  private final PayloadSerialization serialization;
  private final String persistenceId;

  EventPages(EmbeddedJournal journal, PayloadSerialization serialization, String persistenceId) {
    this.journal = journal;
    this.serialization = serialization;
    this.persistenceId = persistenceId;
  }

  EventPage first(long from, long to) {
    return page(from, to, false);
  }

  EventPage next(EventPage page) {
    return page(page.next(), page.to(), true);
  }

  private EventPage page(long from, long to, boolean isContinued) {
    return journal
        .store()
        .read(
            view -> {
              Optional<Position> position = view.position(persistenceId);
              if (position.isEmpty()) {
                return new EventPage(List.of(), 1, 0);
              }
              if (isContinued && position.get().deletedTo() >= from) {
                throw new EventsTruncatedException(
                    "Events of [%s] from %d on were truncated up to %d during the read"
                        .formatted(persistenceId, from, position.get().deletedTo()));
              }
              return read(view, position.get(), from, Math.min(to, position.get().highest()));
            });
  }

  private EventPage read(ReadView view, Position position, long from, long to) {
    List<EventEnvelope> events = new ArrayList<>();
    Page page = new Page(journal.settings().queryPageBytes());
    EventReader.read(
        view,
        persistenceId,
        position,
        from,
        to,
        (sequenceNr, value) -> {
          events.add(envelope(sequenceNr, value));
          return page.hasRoomAfter(sequenceNr, value.length);
        });
    return new EventPage(events, page.isFull() ? page.last + 1 : to + 1, to);
  }

  private EventEnvelope envelope(long sequenceNr, byte[] value) {
    StoredRecord stored = RecordCodec.decode(value, EventHeader.BYTES, persistenceId, sequenceNr);
    PersistentRepr event = serialization.toEvent(persistenceId, sequenceNr, stored);
    return EventEnvelope.apply(
        Offset.sequence(sequenceNr),
        persistenceId,
        sequenceNr,
        event.payload(),
        stored.timestamp(),
        event.metadata());
  }

  private static final class Page {
    private long room;
    private long last;

    Page(long room) {
      this.room = room;
    }

    boolean hasRoomAfter(long sequenceNr, int bytes) {
      last = sequenceNr;
      room -= bytes;
      return !isFull();
    }

    boolean isFull() {
      return room <= 0;
    }
  }
}

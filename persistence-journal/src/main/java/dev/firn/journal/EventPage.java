package dev.firn.journal;

import java.util.List;
import org.apache.pekko.persistence.query.EventEnvelope;

/** A stretch of a range read, and where the next one starts. */
record EventPage(List<EventEnvelope> events, long next, long to) {

  EventPage {
    events = List.copyOf(events);
  }

  /** Before anything was read. */
  static final EventPage START = new EventPage(List.of(), 0, 0);

  boolean isStart() {
    return next == 0;
  }

  boolean isLast() {
    return next > to;
  }
}

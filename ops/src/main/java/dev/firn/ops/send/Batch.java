package dev.firn.ops.send;

import java.util.List;

/** Events that go out in one request. */
record Batch(List<RawEvent> events) {
  Batch {
    events = List.copyOf(events);
  }

  int size() {
    return events.size();
  }

  /** A JSON array of the events' own bytes. */
  byte[] body() {
    int length = 1 + events.size();
    for (RawEvent event : events) {
      length += event.size();
    }
    byte[] body = new byte[length];
    int place = 0;
    for (RawEvent event : events) {
      body[place++] = (byte) (place == 1 ? '[' : ',');
      System.arraycopy(event.text(), 0, body, place, event.size());
      place += event.size();
    }
    body[place] = ']';
    return body;
  }

  Batch firstHalf() {
    return new Batch(events.subList(0, size() / 2));
  }

  Batch secondHalf() {
    return new Batch(events.subList(size() / 2, size()));
  }
}

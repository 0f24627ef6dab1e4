package dev.firn.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The present second, in this hour and in those before it, written once a second. One thread. */
final class EventClock {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private final byte[][] texts;
  private long second = Long.MIN_VALUE;

  EventClock(int hours) {
    texts = new byte[hours][];
  }

  void update(long nowMillis) {
    long now = Math.floorDiv(nowMillis, 1000L);
    if (now != second) {
      second = now;
      for (int hour = 0; hour < texts.length; hour++) {
        texts[hour] = FORM.format(Instant.ofEpochSecond(now - hour * 3600L)).getBytes(US_ASCII);
      }
    }
  }

  byte[] hoursAgo(int hours) {
    return texts[hours];
  }
}

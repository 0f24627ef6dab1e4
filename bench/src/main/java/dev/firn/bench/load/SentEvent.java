package dev.firn.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A made-up event, as it is found somewhere. Written out as it was sent it has the digest that it
 * carries, if nothing of it has changed.
 */
public record SentEvent(
    String id,
    String source,
    String type,
    Instant time,
    String subject,
    String datacontenttype,
    String data) {
  private static final String DIGEST = "\"session_id\":\"";
  private static final int DIGITS = EventDigest.PLACEHOLDER.length();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** An event with hardly more data than its digest. */
  public static SentEvent of(String id, String source, String type, Instant time) {
    String data = "{" + DIGEST + EventDigest.PLACEHOLDER + "\"}";
    SentEvent event = new SentEvent(id, source, type, time, "", "application/json", data);
    return event.with(event.digest());
  }

  /** Whether it is what was sent. */
  public boolean isAsSent() {
    int at = data.indexOf(DIGEST) + DIGEST.length();
    return at >= DIGEST.length()
        && at + DIGITS <= data.length()
        && time.equals(time.truncatedTo(ChronoUnit.MILLIS))
        && data.startsWith(with(EventDigest.PLACEHOLDER).digest(), at);
  }

  private SentEvent with(String digest) {
    int at = data.indexOf(DIGEST) + DIGEST.length();
    String other = data.substring(0, at) + digest + data.substring(at + DIGITS);
    return new SentEvent(id, source, type, time, subject, datacontenttype, other);
  }

  private String digest() {
    byte[] text = text().getBytes(UTF_8);
    return "%016x".formatted(EventDigest.of(ByteBuffer.wrap(text), 0, text.length));
  }

  /** As {@link PageViews} writes it. */
  private String text() {
    StringBuilder text = new StringBuilder(data.length() + 300);
    text.append("{\"specversion\":\"1.0\",\"id\":\"").append(id);
    text.append("\",\"source\":\"").append(source);
    text.append("\",\"type\":\"").append(type);
    text.append("\",\"time\":\"").append(TIME.format(time));
    text.append("\",\"subject\":\"").append(subject);
    text.append("\",\"datacontenttype\":\"").append(datacontenttype);
    return text.append("\",\"data\":").append(data).append('}').toString();
  }
}

package dev.firn.events.decode;

import java.time.Duration;
import java.util.Optional;

/**
 * How large a request and an event may be, and how far from now an event's time may lie. Sizes are
 * bytes of UTF-8.
 *
 * @param decodedBytes body after decompression
 * @param events events in one request
 * @param eventBytes one event: its JSON text, or in binary mode its attributes and body
 * @param depth nesting of JSON objects and arrays in one event, the event itself included
 * @param extensions extension attributes in one event
 * @param acceptPast how old a {@code time} may be; empty for any age
 * @param acceptFuture how far ahead a {@code time} may be; empty for any
 */
public record IngestLimits(
    int decodedBytes,
    int events,
    int eventBytes,
    int depth,
    int idBytes,
    int sourceBytes,
    int extensions,
    int typeBytes,
    Optional<Duration> acceptPast,
    Optional<Duration> acceptFuture) {

  public static final IngestLimits DEFAULT =
      new IngestLimits(
          20 << 20,
          5_000,
          256 << 10,
          64,
          256,
          1 << 10,
          32,
          256,
          Optional.of(Duration.ofDays(30)),
          Optional.of(Duration.ofMinutes(10)));

  /** The same limits with another window of time; empty is unbounded. */
  public IngestLimits accepting(Optional<Duration> past, Optional<Duration> future) {
    return new IngestLimits(
        decodedBytes,
        events,
        eventBytes,
        depth,
        idBytes,
        sourceBytes,
        extensions,
        typeBytes,
        past,
        future);
  }
}

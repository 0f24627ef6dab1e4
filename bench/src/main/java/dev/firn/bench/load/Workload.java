package dev.firn.bench.load;

/**
 * What is sent.
 *
 * @param batch events a request
 * @param types event types, drawn evenly
 * @param hours hours of event time, this one and those before it, drawn evenly
 * @param eventBytes size of an event on the wire, on average
 * @param mix what one request holds
 * @param run tells this run's ids from those of every other
 */
public record Workload(int batch, int types, int hours, int eventBytes, Mix mix, int run) {
  /** The most types that fit the fixed-width type name. */
  public static final int MOST_TYPES = 10_000;

  /** What one request holds. */
  public enum Mix {
    /** Each event of any type and hour. */
    BATCH,
    /** All events of one type and hour. */
    REQUEST
  }

  /** The id that an event of this run has, by its number. */
  public String id(long event) {
    return RequestTemplate.id(run, event);
  }

  public Workload {
    if (batch < 1 || batch > 5_000 || types < 1 || types > MOST_TYPES || hours < 1) {
      throw new IllegalArgumentException("Out of range: batch or types or hours");
    }
  }
}

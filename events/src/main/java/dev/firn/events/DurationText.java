package dev.firn.events;

import java.time.Duration;

/** Durations as people write them: in the largest unit that needs no fraction. */
public final class DurationText {
  private DurationText() {}

  /** For example {@code 30 days}, {@code 90 minutes}, {@code 1 s}, {@code 250 ms}. */
  public static String of(Duration duration) {
    long millis = duration.toMillis();
    for (Unit unit : Unit.values()) {
      if (millis != 0 && millis % unit.millis == 0) {
        long count = millis / unit.millis;
        return count + " " + (Math.abs(count) == 1 ? unit.one : unit.many);
      }
    }
    return "0 s";
  }

  private enum Unit {
    DAY(86_400_000, "day", "days"),
    HOUR(3_600_000, "hour", "hours"),
    MINUTE(60_000, "minute", "minutes"),
    SECOND(1_000, "s", "s"),
    MILLISECOND(1, "ms", "ms");

    private final long millis;
    private final String one;
    private final String many;

    Unit(long millis, String one, String many) {
      this.millis = millis;
      this.one = one;
      this.many = many;
    }
  }
}

package dev.firn.events;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: in the largest unit that needs no fraction. */
public final class DurationText {
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,6})\\s*([a-z]+)");

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

  /**
   * Reads what people write: {@code 7d}, {@code 90 minutes}, {@code 12 h}.
   *
   * @throws IllegalArgumentException when it is not a whole number and a unit
   */
  public static Duration parse(String text) {
    Matcher parts = WRITTEN.matcher(text.strip());
    if (parts.matches()) {
      for (Unit unit : Unit.values()) {
        if (unit.isMeant(parts.group(2))) {
          return Duration.ofMillis(Long.parseLong(parts.group(1)) * unit.millis);
        }
      }
    }
    throw new IllegalArgumentException(
        "Expected a duration such as 7d, 12h or 30 minutes, found \"" + text + "\"");
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

    boolean isMeant(String name) {
      boolean isInitial = millis >= 1_000 && name.equals(one.substring(0, 1));
      return isInitial || name.equals(one) || name.equals(many);
    }
  }
}

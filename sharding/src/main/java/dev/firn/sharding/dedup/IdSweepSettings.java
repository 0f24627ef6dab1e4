package dev.firn.sharding.dedup;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of the sweep; {@code reference.conf} says what each means.
 *
 * @param first delay after the start
 * @param rememberFor ids of a partition, since its last append
 * @param perSecond partitions woken
 * @param mostAtOnce partitions found in one pass
 */
public record IdSweepSettings(
    Duration first, Duration interval, Duration rememberFor, int perSecond, int mostAtOnce) {
  private static final Duration LONGEST_FIRST = Duration.ofMinutes(5);
  private static final int MOST_AT_ONCE = 50_000;

  public static IdSweepSettings from(Config firn) {
    Config dedup = firn.getConfig("dedup");
    Duration interval = dedup.getDuration("sweep-interval");
    return new IdSweepSettings(
        interval.compareTo(LONGEST_FIRST) < 0 ? interval : LONGEST_FIRST,
        interval,
        dedup.getDuration("window").plus(dedup.getDuration("clock-tolerance")),
        dedup.getInt("sweep-rate"),
        MOST_AT_ONCE);
  }
}

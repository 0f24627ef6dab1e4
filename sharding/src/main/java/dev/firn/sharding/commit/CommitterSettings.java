package dev.firn.sharding.commit;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of the table committer; {@code reference.conf} says what each means.
 *
 * @param maxBytes of file descriptions in one commit
 * @param settle how long the files of a commit are kept, should somebody else roll it back
 * @param examine how often the table is looked at while commits settle
 */
public record CommitterSettings(
    Duration interval,
    int maxFiles,
    long maxBytes,
    Duration firstRetry,
    Duration longestRetry,
    Duration alarmAfter,
    Duration settle,
    Duration examine) {

  public static CommitterSettings from(Config firn) {
    Config commit = firn.getConfig("commit");
    return new CommitterSettings(
        commit.getDuration("interval"),
        commit.getInt("max-files"),
        commit.getBytes("max-bytes"),
        commit.getDuration("first-retry"),
        commit.getDuration("longest-retry"),
        commit.getDuration("alarm-after"),
        commit.getDuration("settle"),
        commit.getDuration("examine"));
  }

  /**
   * Full jitter: anything up to an exponential bound, so that committers never retry in step.
   *
   * @param attempts made so far, from 1
   * @param random 0 to 1
   */
  Duration retryAfter(int attempts, double random) {
    double bound =
        Math.min(
            (double) longestRetry.toMillis(),
            firstRetry.toMillis() * Math.pow(2, Math.min(attempts - 1, 20)));
    return Duration.ofMillis(Math.max(10, (long) (bound * random)));
  }
}

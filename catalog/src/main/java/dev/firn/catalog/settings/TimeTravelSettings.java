package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import dev.firn.events.DurationText;
import java.time.Duration;

/**
 * {@code firn.time-travel}: what of the table's history is offered.
 *
 * @param enabled whether it can be tagged, compared, read and rolled back through Firn
 * @param rollbackKeep for how long what a rollback took out is kept, so that it can be undone and
 *     the audit can tell what is missing because of it
 */
public record TimeTravelSettings(boolean enabled, Duration rollbackKeep) {
  private static final Duration LEAST = Duration.ofHours(1);

  public TimeTravelSettings {
    if (rollbackKeep.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "firn.time-travel.rollback-keep is "
              + DurationText.of(rollbackKeep)
              + "; it must be at least "
              + DurationText.of(LEAST));
    }
  }

  /** Reads {@code firn.time-travel} of a configuration. */
  public static TimeTravelSettings from(Config root) {
    Config config = root.getConfig("firn.time-travel");
    return new TimeTravelSettings(
        config.getBoolean("enabled"), config.getDuration("rollback-keep"));
  }
}

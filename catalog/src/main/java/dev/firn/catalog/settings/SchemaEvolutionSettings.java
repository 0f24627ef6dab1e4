package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import dev.firn.events.DurationText;
import java.time.Duration;

/**
 * {@code firn.table.schema-evolution}: how the table's schema changes while it is written to.
 *
 * @param enabled whether it can be changed through Firn
 * @param lookInterval after which a node at the latest writes columns that were promoted elsewhere
 */
public record SchemaEvolutionSettings(boolean enabled, Duration lookInterval) {
  private static final Duration LEAST = Duration.ofSeconds(1);

  public SchemaEvolutionSettings {
    if (lookInterval.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "firn.table.schema-evolution.look-interval is "
              + DurationText.of(lookInterval)
              + "; it must be at least "
              + DurationText.of(LEAST));
    }
  }

  /** Reads {@code firn.table.schema-evolution} of a configuration. */
  public static SchemaEvolutionSettings from(Config root) {
    Config config = root.getConfig("firn.table.schema-evolution");
    return new SchemaEvolutionSettings(
        config.getBoolean("enabled"), config.getDuration("look-interval"));
  }
}

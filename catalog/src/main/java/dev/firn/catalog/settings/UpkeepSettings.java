package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import dev.firn.events.DurationText;
import java.time.Duration;

/**
 * {@code firn.upkeep}: what keeps tables small besides compaction.
 *
 * @param manifests small ones that are too many
 * @param orphanAge younger objects are never taken for orphans
 * @param metadataCache bytes of manifests that a node keeps in memory
 */
public record UpkeepSettings(int manifests, Duration orphanAge, long metadataCache) {
  /** For less than this somebody may yet be about to commit what is written. */
  private static final Duration LEAST_AGE = Duration.ofHours(1);

  public UpkeepSettings {
    if (manifests < 2 || metadataCache < 0 || orphanAge.compareTo(LEAST_AGE) < 0) {
      throw new IllegalArgumentException(
          "firn.upkeep needs manifests >= 2 and an orphan-age of at least "
              + DurationText.of(LEAST_AGE)
              + ", not "
              + manifests
              + " and "
              + DurationText.of(orphanAge));
    }
  }

  /** Reads {@code firn.upkeep} of a configuration. */
  public static UpkeepSettings from(Config root) {
    Config config = root.getConfig("firn.upkeep");
    return new UpkeepSettings(
        config.getInt("manifests"),
        config.getDuration("orphan-age"),
        config.getBytes("metadata-cache"));
  }
}

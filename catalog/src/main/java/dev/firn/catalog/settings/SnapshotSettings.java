package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import dev.firn.events.DurationText;
import java.time.Duration;

/**
 * {@code firn.snapshots}: which snapshots are forgotten.
 *
 * @param maxAge older snapshots are expired
 * @param minKeep except the newest ones
 */
public record SnapshotSettings(Duration maxAge, int minKeep) {
  /** For this long the ledger may have to find its markers in the table's history. */
  public static final Duration SETTLE = Duration.ofMinutes(30);

  public SnapshotSettings {
    if (maxAge.compareTo(SETTLE) < 0 || minKeep < 1) {
      throw new IllegalArgumentException(
          "firn.snapshots needs a max-age of at least "
              + DurationText.of(SETTLE)
              + ", in which commits settle, and a min-keep of at least 1, not "
              + DurationText.of(maxAge)
              + " and "
              + minKeep);
    }
  }

  /**
   * Refuses to forget what commits that settle may be looked for in.
   *
   * @throws IllegalArgumentException when commits settle for longer than snapshots are kept
   */
  public void requireAtLeast(Duration settle) {
    if (maxAge.compareTo(settle) < 0) {
      throw new IllegalArgumentException(
          "firn.snapshots.max-age is "
              + DurationText.of(maxAge)
              + "; it must not be shorter than firn.commit.settle, "
              + DurationText.of(settle));
    }
  }

  /** Reads {@code firn.snapshots} of a configuration. */
  public static SnapshotSettings from(Config root) {
    Config config = root.getConfig("firn.snapshots");
    return new SnapshotSettings(config.getDuration("max-age"), config.getInt("min-keep"));
  }
}

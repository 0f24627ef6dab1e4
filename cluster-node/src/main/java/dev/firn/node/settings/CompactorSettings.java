package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code firn.compaction}: when this node compacts; what and how is the catalog's part.
 *
 * @param enabled whether it does so by itself
 * @param besideOthers whether also where somebody else rewrites the table's files
 * @param interval between looks at what has come into the table
 * @param afterHour how long after its end an hour counts as passed
 * @param jobs at once on this node
 * @param share of one processor's time that a job may take while events come in, 0 to 1
 * @param longestPause of a job while the node is under pressure; then it takes a step
 */
public record CompactorSettings(
    boolean enabled,
    boolean besideOthers,
    Duration interval,
    Duration afterHour,
    int jobs,
    double share,
    Duration longestPause) {

  public CompactorSettings {
    if (share <= 0 || share > 1 || jobs < 1 || interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "share is above 0 and at most 1, jobs at least 1 and interval above 0, not "
              + share
              + ", "
              + jobs
              + " and "
              + interval);
    }
  }

  /** Reads the section {@code firn.compaction}. */
  public static CompactorSettings from(Config section) {
    return new CompactorSettings(
        section.getBoolean("enabled"),
        section.getBoolean("beside-others"),
        section.getDuration("interval"),
        section.getDuration("after-hour"),
        section.getInt("jobs"),
        section.getDouble("share"),
        section.getDuration("longest-pause"));
  }
}

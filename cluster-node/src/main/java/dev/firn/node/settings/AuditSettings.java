package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code firn.audit}: the audit in the background.
 *
 * @param interval pause between rounds; longer where a round took long
 * @param share of one processor's time that rounds may take, 0 to 1
 * @param secondLook after how long something suspicious is looked at again
 * @param partitions that have changed, looked at in a round at most
 * @param oldPartitions that have not changed for long, looked at again in each round
 * @param calmAfter without a change for this long, a partition's identities and checksums are read
 * @param objects that the store is asked for in a round at most
 * @param checksumBytes of objects that are read in a round to verify their checksums
 * @param mostHashes identities that are held at once, 8 bytes each
 * @param rejectedKeptFor how long after its hour a dead letter must be in its table; empty: for
 *     ever
 */
public record AuditSettings(
    boolean enabled,
    Duration interval,
    double share,
    Duration secondLook,
    int partitions,
    int oldPartitions,
    Duration calmAfter,
    long objects,
    long checksumBytes,
    int mostHashes,
    Optional<Duration> rejectedKeptFor) {

  public AuditSettings {
    if (share <= 0 || share > 1 || partitions < 1 || mostHashes < 1) {
      throw new IllegalArgumentException(
          "share is above 0 and at most 1, partitions and most-hashes are at least 1, not "
              + share
              + ", "
              + partitions
              + " and "
              + mostHashes);
    }
  }

  /** Reads the section {@code firn.audit}. */
  public static AuditSettings from(Config section) {
    return new AuditSettings(
        section.getBoolean("enabled"),
        section.getDuration("interval"),
        section.getDouble("share"),
        section.getDuration("second-look"),
        section.getInt("partitions"),
        section.getInt("old-partitions"),
        section.getDuration("calm-after"),
        section.getLong("objects"),
        section.getBytes("checksum-bytes"),
        section.getInt("most-hashes"),
        keptFor(section, "rejected-kept-for"));
  }

  private static Optional<Duration> keptFor(Config section, String key) {
    return section.getString(key).equals("unbounded")
        ? Optional.empty()
        : Optional.of(section.getDuration(key));
  }
}

package dev.firn.journal;

import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/** Bounds of sequence number and timestamp (milliseconds), all inclusive. */
public record SnapshotRange(
    long minSequenceNr, long maxSequenceNr, long minTimestamp, long maxTimestamp) {

  public static SnapshotRange of(SnapshotSelectionCriteria criteria) {
    return new SnapshotRange(
        criteria.minSequenceNr(),
        criteria.maxSequenceNr(),
        criteria.minTimestamp(),
        criteria.maxTimestamp());
  }

  /** One snapshot; a timestamp of zero stands for any. */
  public static SnapshotRange of(SnapshotMetadata metadata) {
    long timestamp = metadata.timestamp();
    return new SnapshotRange(
        metadata.sequenceNr(),
        metadata.sequenceNr(),
        timestamp,
        timestamp == 0 ? Long.MAX_VALUE : timestamp);
  }

  boolean includesTimestamp(long timestamp) {
    return minTimestamp <= timestamp && timestamp <= maxTimestamp;
  }
}

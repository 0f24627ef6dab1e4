package dev.firn.sharding;

import java.time.Instant;
import java.util.Optional;

/**
 * One partition that is awake.
 *
 * @param rows events not yet in the table
 * @param bytes their size as journaled, in bytes
 * @param oldest when the oldest of them was accepted
 * @param state {@code recovering}, {@code idle}, {@code buffering}, {@code flushing}, {@code
 *     committing}, or {@code stuck}
 * @param snapshotId the newest snapshot known to hold rows of it
 */
public record PartitionStatus(
    String partition,
    String type,
    Instant hour,
    long epoch,
    long lastAppend,
    long rows,
    long bytes,
    Optional<Instant> oldest,
    String state,
    Optional<Long> snapshotId) {

  /** The same, in another state. */
  public PartitionStatus in(String other) {
    return new PartitionStatus(
        partition, type, hour, epoch, lastAppend, rows, bytes, oldest, other, snapshotId);
  }
}

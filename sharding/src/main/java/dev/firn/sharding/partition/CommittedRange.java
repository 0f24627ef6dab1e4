package dev.firn.sharding.partition;

import dev.firn.sharding.Position;

/**
 * Which commit brought the appends up to {@code to}, behind those of the range before.
 *
 * @param snapshotId {@link #NO_SNAPSHOT} where none did: all their rows were rejected
 */
public record CommittedRange(long epoch, long to, long ledger, long snapshotId) {
  static final long NO_SNAPSHOT = -1;

  /** This range, or one before it. */
  boolean holds(Position position) {
    return epoch > position.epoch() || (epoch == position.epoch() && to >= position.append());
  }

  boolean isCommitted() {
    return snapshotId != NO_SNAPSHOT;
  }
}

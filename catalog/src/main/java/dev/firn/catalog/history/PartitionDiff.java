package dev.firn.catalog.history;

import dev.firn.catalog.history.SnapshotDiff.Amount;

/**
 * How one partition differs. Rows have no identity in manifests: what removed files and added files
 * of one partition held is set off against each other, and taken for rewritten.
 *
 * @param name empty for files that another partition spec has laid out
 * @param kept files that are there at both
 * @param added files that are there at the second alone
 * @param removed files that are there at the first alone
 * @param deletes delete files that are there at the second alone
 * @param formerDeletes delete files that are there at the first alone
 */
public record PartitionDiff(
    String name, Amount kept, Amount added, Amount removed, long deletes, long formerDeletes) {

  /** What became of a partition. */
  public enum Kind {
    ADDED,
    REMOVED,
    /** Other files with as many rows. */
    REWRITTEN,
    CHANGED,
    UNCHANGED
  }

  static PartitionDiff none(String name) {
    return new PartitionDiff(name, Amount.NONE, Amount.NONE, Amount.NONE, 0, 0);
  }

  PartitionDiff plus(PartitionDiff other) {
    return new PartitionDiff(
        name,
        kept.plus(other.kept),
        added.plus(other.added),
        removed.plus(other.removed),
        deletes + other.deletes,
        formerDeletes + other.formerDeletes);
  }

  /** Rows in files that took the place of others. */
  public long rowsRewritten() {
    return Math.min(added.rows(), removed.rows());
  }

  public long rowsAdded() {
    return added.rows() - rowsRewritten();
  }

  public long rowsRemoved() {
    return removed.rows() - rowsRewritten();
  }

  /** Whether, and how, it differs. */
  public Kind kind() {
    if (added.files() + removed.files() + deletes + formerDeletes == 0) {
      return Kind.UNCHANGED;
    }
    if (kept.files() + removed.files() == 0) {
      return Kind.ADDED;
    }
    if (kept.files() + added.files() == 0) {
      return Kind.REMOVED;
    }
    boolean isSameRows = added.rows() == removed.rows() && deletes + formerDeletes == 0;
    return isSameRows ? Kind.REWRITTEN : Kind.CHANGED;
  }
}

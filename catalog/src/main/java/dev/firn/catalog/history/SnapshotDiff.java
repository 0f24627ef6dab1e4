package dev.firn.catalog.history;

import java.util.List;

/**
 * What is different at one snapshot from another, from manifests alone.
 *
 * @param relation how the two stand to each other in the table's history
 * @param partitions that differ, those with most rows added and removed first
 */
public record SnapshotDiff(Side from, Side to, Relation relation, List<PartitionDiff> partitions) {

  public SnapshotDiff {
    partitions = List.copyOf(partitions);
  }

  /** One of the two, and all that it holds. */
  public record Side(long snapshotId, long sequenceNumber, long committedAtMillis, Amount holds) {}

  /** As far as history is kept. */
  public enum Relation {
    SAME,
    /** What is compared with comes later. */
    FORWARD,
    /** What is compared with comes earlier. */
    BACKWARD,
    /** One was rolled back, or snapshots between them have been expired. */
    APART
  }

  /** So many data files, with so many rows and bytes. */
  public record Amount(long files, long rows, long bytes) {
    static final Amount NONE = new Amount(0, 0, 0);

    Amount plus(Amount other) {
      return new Amount(files + other.files, rows + other.rows, bytes + other.bytes);
    }
  }

  /** All partitions together. */
  public PartitionDiff whole() {
    return partitions.stream().reduce(PartitionDiff.none(""), PartitionDiff::plus);
  }

  /** How many partitions have changed so. */
  public long count(PartitionDiff.Kind kind) {
    return partitions.stream().filter(partition -> partition.kind() == kind).count();
  }
}

package dev.firn.catalog.audit;

import dev.firn.catalog.table.EventTable;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;

/** Which partitions have changed from one snapshot to the current one. Blocking. */
public final class Changes {
  private static final int MOST_SNAPSHOTS = 500;

  private Changes() {}

  /**
   * What has changed.
   *
   * @param snapshotId the current snapshot, -1 where there is none
   * @param partitions that have; empty when that cannot be told, so that all may have
   */
  public record Change(long snapshotId, Optional<Set<String>> partitions) {}

  /** Since this snapshot; all partitions where the current one does not descend from it. */
  public static Change since(EventTable events, long snapshotId) {
    Table table = events.freshFromStore();
    Snapshot current = table.currentSnapshot();
    if (current == null) {
      return new Change(-1, Optional.of(Set.of()));
    }
    Set<String> partitions = new HashSet<>();
    Snapshot snapshot = current;
    for (int seen = 0; snapshot != null && seen < MOST_SNAPSHOTS; seen++) {
      if (snapshot.snapshotId() == snapshotId) {
        return new Change(current.snapshotId(), Optional.of(partitions));
      }
      SnapshotChanges changes = Removals.changes(table, snapshot);
      add(changes.addedDataFiles(), partitions);
      add(changes.removedDataFiles(), partitions);
      add(changes.addedDeleteFiles(), partitions);
      Long parent = snapshot.parentId();
      snapshot = parent == null ? null : table.snapshot(parent);
    }
    return new Change(current.snapshotId(), Optional.empty());
  }

  private static void add(Iterable<? extends ContentFile<?>> files, Set<String> partitions) {
    files.forEach(file -> partitions.add(Removals.partitionOf(file.partition())));
  }
}

package dev.firn.catalog.ledger;

import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.table.EventTable;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;

/**
 * Forgets old snapshots, so that metadata stays small at a commit every few seconds. It may run
 * beside commits: it removes snapshots by id and moves no reference. Files go only after the
 * expired metadata has been read back, and only manifests and manifest lists: commits append, so
 * that no data file is referenced by expired snapshots alone, but for one that was rolled back, and
 * that one may be added again. What compaction has replaced is its own business: an {@link
 * ExpiryListener} is told.
 */
public final class SnapshotExpiry {
  private final EventTable table;
  private final SnapshotSettings settings;
  private final Clock clock;
  private final ExpiryListener listener;

  public SnapshotExpiry(EventTable table, SnapshotSettings settings, Clock clock) {
    this(table, settings, clock, ExpiryListener.NONE);
  }

  public SnapshotExpiry(
      EventTable table, SnapshotSettings settings, Clock clock, ExpiryListener listener) {
    this.table = table;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Expires what is due.
   *
   * @param firstNeeded sequence number of the oldest snapshot that the ledger may still look for,
   *     such as the base of a commit whose fate is unknown; it and younger ones stay
   * @return how many snapshots are gone
   * @throws RuntimeException when the catalog or store failed; nothing is lost, run it again later
   */
  public int expire(long firstNeeded) {
    TableOperations operations = table.freshOperations();
    long cutOff = cutOff(operations.current(), firstNeeded);
    List<Long> due =
        prepare(operations, cutOff).apply().stream().map(Snapshot::snapshotId).toList();
    if (due.isEmpty()) {
      return 0;
    }
    Runnable whenGone =
        listener.beforeExpiry(new BaseTable(operations, table.name()), Set.copyOf(due));
    TableOperations guarded =
        new GuardedTableOperations(operations, base -> {}, after -> requireGone(after, due));
    prepare(guarded, cutOff).commit();
    whenGone.run();
    return due.size();
  }

  private long cutOff(TableMetadata table, long firstNeeded) {
    long byAge = clock.instant().minus(settings.maxAge()).toEpochMilli();
    return table.snapshots().stream()
        .filter(snapshot -> snapshot.sequenceNumber() >= firstNeeded)
        .mapToLong(Snapshot::timestampMillis)
        .reduce(byAge, Math::min);
  }

  private ExpireSnapshots prepare(TableOperations operations, long cutOff) {
    return new BaseTable(operations, table.name())
        .expireSnapshots()
        .expireOlderThan(cutOff)
        .retainLast(settings.minKeep())
        .cleanupLevel(CleanupLevel.METADATA_ONLY);
  }

  private static void requireGone(TableMetadata after, List<Long> expired) {
    if (expired.stream().anyMatch(id -> after.snapshot(id) != null)) {
      throw new IllegalStateException(
          "The catalog answered success, but expired snapshots can still be read");
    }
  }
}

package dev.firn.catalog.history;

import dev.firn.catalog.history.ListedSnapshot.Change;
import dev.firn.catalog.ledger.LedgerMarker;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What one table, as it was loaded, says of its snapshots. */
final class SnapshotListing {
  private static final String OWN_KEYS = "firn.";

  private final Table table;
  private final Set<Long> history;

  SnapshotListing(Table table) {
    this.table = table;
    this.history = new HashSet<>(SnapshotUtil.currentAncestorIds(table));
  }

  SnapshotPage page(int limit, long before) {
    List<Snapshot> older =
        StreamSupport.stream(table.snapshots().spliterator(), false)
            .filter(snapshot -> snapshot.sequenceNumber() < before)
            .sorted(Comparator.comparingLong(Snapshot::sequenceNumber).reversed())
            .limit(limit + 1L)
            .toList();
    List<Snapshot> page = older.subList(0, Math.min(limit, older.size()));
    return new SnapshotPage(
        page.stream().map(this::listed).toList(),
        older.size() > limit
            ? OptionalLong.of(page.get(limit - 1).sequenceNumber())
            : OptionalLong.empty());
  }

  ListedSnapshot listed(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    Long parent = snapshot.parentId();
    return new ListedSnapshot(
        snapshot.snapshotId(),
        parent == null ? OptionalLong.empty() : OptionalLong.of(parent),
        snapshot.sequenceNumber(),
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        snapshot.operation(),
        author(summary),
        change(
            summary,
            SnapshotSummary.ADDED_FILES_PROP,
            SnapshotSummary.ADDED_RECORDS_PROP,
            SnapshotSummary.ADDED_FILE_SIZE_PROP),
        change(
            summary,
            SnapshotSummary.DELETED_FILES_PROP,
            SnapshotSummary.DELETED_RECORDS_PROP,
            SnapshotSummary.REMOVED_FILE_SIZE_PROP),
        change(
            summary,
            SnapshotSummary.TOTAL_DATA_FILES_PROP,
            SnapshotSummary.TOTAL_RECORDS_PROP,
            SnapshotSummary.TOTAL_FILE_SIZE_PROP),
        summary.getOrDefault(LedgerMarker.KEY, ""),
        history.contains(snapshot.snapshotId()),
        Tags.of(table, snapshot.snapshotId()));
  }

  /** Whatever Firn commits says so in a key of its own. */
  private static String author(Map<String, String> summary) {
    if (summary.keySet().stream().anyMatch(key -> key.startsWith(OWN_KEYS))) {
      return "firn";
    }
    String engine = summary.getOrDefault("engine-name", "");
    String version = summary.getOrDefault("engine-version", "");
    return (engine + " " + version).trim();
  }

  private static Change change(
      Map<String, String> summary, String files, String rows, String bytes) {
    return new Change(number(summary, files), number(summary, rows), number(summary, bytes));
  }

  /** Other writers may leave out any of them. */
  private static long number(Map<String, String> summary, String key) {
    String text = summary.getOrDefault(key, "0");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}

package dev.firn.catalog.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;

/**
 * What one snapshot of another client took out of the table, counted from its manifests alone.
 *
 * @param rows how many, by partition; 0 where that cannot be counted, as with equality deletes
 */
record Removal(
    long snapshot, String operation, String client, long atMillis, Map<String, Long> rows) {
  Removal {
    rows = Map.copyOf(rows);
  }

  /** Whether a snapshot took rows, or may have. Compaction has an operation of its own. */
  static boolean isIn(Snapshot snapshot) {
    return DataOperations.DELETE.equals(snapshot.operation())
        || DataOperations.OVERWRITE.equals(snapshot.operation());
  }

  /**
   * Reads what a snapshot changed: whole files less what was written in their place, and rows named
   * by position. A file that is replaced may have had such rows, which then are counted twice: the
   * number is never too small.
   */
  static Removal of(Table table, Snapshot snapshot) {
    SnapshotChanges changes = Removals.changes(table, snapshot);
    Map<String, Long> rows = new TreeMap<>();
    for (DataFile file : changes.removedDataFiles()) {
      rows.merge(partition(file), file.recordCount(), Long::sum);
    }
    for (DeleteFile file : changes.addedDeleteFiles()) {
      rows.merge(partition(file), positions(file), Long::sum);
    }
    for (DeleteFile file : changes.removedDeleteFiles()) {
      // A deletion vector holds all of a file's rows that are gone, those of the one before it too.
      rows.computeIfPresent(
          partition(file),
          (name, sum) -> file.format() == FileFormat.PUFFIN ? sum - file.recordCount() : sum);
    }
    for (DataFile file : changes.addedDataFiles()) {
      rows.computeIfPresent(partition(file), (name, sum) -> sum - file.recordCount());
    }
    rows.replaceAll((name, sum) -> Math.max(0, sum));
    return of(snapshot, rows);
  }

  /** Of a snapshot that cannot be read. */
  static Removal unknown(Snapshot snapshot) {
    return of(snapshot, Map.of());
  }

  private static Removal of(Snapshot snapshot, Map<String, Long> rows) {
    return new Removal(
        snapshot.snapshotId(),
        snapshot.operation(),
        snapshot.summary().getOrDefault("engine-name", "an unnamed client"),
        snapshot.timestampMillis(),
        rows);
  }

  long rowsOf(String partition) {
    return rows.getOrDefault(partition, 0L);
  }

  private static long positions(DeleteFile file) {
    return file.content() == FileContent.POSITION_DELETES ? file.recordCount() : 0;
  }

  private static String partition(ContentFile<?> file) {
    return Removals.partitionOf(file.partition());
  }

  /** For people: {@code by snapshot 12 (delete, spark) at …}. */
  String described() {
    return String.format(
        Locale.ROOT,
        "by snapshot %d (%s, %s) at %s",
        snapshot,
        operation,
        client,
        Instant.ofEpochMilli(atMillis));
  }
}

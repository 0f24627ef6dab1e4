package dev.firn.catalog.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.StructLikeSet;

/** What a table's metadata says of its snapshots and its size. Blocking; reads no data file. */
public final class LakeHistory {
  /** Where commits of the ledger leave their marker in a snapshot's summary. */
  public static final String LEDGER_KEY = "firn.ledger";

  private final EventTable table;

  public LakeHistory(EventTable table) {
    this.table = table;
  }

  /** Every snapshot that can still be read, newest first. */
  public List<SnapshotRow> snapshots() {
    List<SnapshotRow> rows = new ArrayList<>();
    table.fresh().snapshots().forEach(snapshot -> rows.add(row(snapshot)));
    Collections.reverse(rows);
    return rows;
  }

  private static SnapshotRow row(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return new SnapshotRow(
        snapshot.snapshotId(),
        snapshot.sequenceNumber(),
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        snapshot.operation(),
        number(summary, SnapshotSummary.ADDED_FILES_PROP),
        number(summary, SnapshotSummary.ADDED_RECORDS_PROP),
        number(summary, SnapshotSummary.TOTAL_RECORDS_PROP),
        summary.getOrDefault(LEDGER_KEY, ""));
  }

  private static long number(Map<String, String> summary, String key) {
    return Long.parseLong(summary.getOrDefault(key, "0"));
  }

  /** Counts what is in the current snapshot, by reading its manifests. */
  public LakeCounts counts() {
    Table fresh = table.fresh();
    StructLikeSet partitions = StructLikeSet.create(fresh.spec().partitionType());
    long rows = 0;
    long files = 0;
    long bytes = 0;
    try (CloseableIterable<FileScanTask> tasks = fresh.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        DataFile file = task.file();
        rows += file.recordCount();
        files++;
        bytes += file.fileSizeInBytes();
        partitions.add(file.copy().partition());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the manifests of " + table.name(), e);
    }
    long snapshots = StreamSupport.stream(fresh.snapshots().spliterator(), false).count();
    return new LakeCounts(rows, files, bytes, partitions.size(), snapshots);
  }
}

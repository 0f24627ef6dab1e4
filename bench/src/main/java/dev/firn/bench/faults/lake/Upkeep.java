package dev.firn.bench.faults.lake;

import dev.firn.catalog.table.LakeHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/** What others do to a table besides writing to it, at the worst moment. */
public final class Upkeep {
  private final LakeClient lake;

  public Upkeep(LakeClient lake) {
    this.lake = lake;
  }

  /** Forgets every snapshot but the present one; data files stay, as they are still to be found. */
  public void expire() {
    lake.events()
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis() + 1)
        .retainLast(1)
        .cleanupLevel(CleanupLevel.METADATA_ONLY)
        .commit();
  }

  /** Undoes the present snapshot, if it is one of Firn's commits and not the first. */
  public void rollBack() {
    rollBack(1);
  }

  /** Undoes the newest snapshots, as far as they are Firn's commits and not the first. */
  public void rollBack(int most) {
    Table table = lake.events();
    Snapshot kept = table.currentSnapshot();
    for (int i = 0; i < most && isUndoable(kept); i++) {
      kept = table.snapshot(kept.parentId());
    }
    if (kept != null && kept.snapshotId() != table.currentSnapshot().snapshotId()) {
      table.manageSnapshots().rollbackTo(kept.snapshotId()).commit();
    }
  }

  private static boolean isUndoable(@Nullable Snapshot snapshot) {
    return snapshot != null
        && snapshot.parentId() != null
        && snapshot.summary().containsKey(LakeHistory.LEDGER_KEY);
  }

  public void rollBackAndExpire() {
    rollBack();
    expire();
  }

  /** Makes one file of the two smallest of a partition. The replaced ones stay in the store. */
  public void compact() {
    Table table = lake.events();
    List<DataFile> files = smallestOfOnePartition(table);
    if (files.size() < 2) {
      return;
    }
    List<Record> rows = new ArrayList<>();
    files.forEach(file -> rows.addAll(read(table, file)));
    DataFile merged = SecondWriter.write(table, rows);
    RewriteFiles rewrite =
        table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
    files.forEach(rewrite::deleteFile);
    rewrite.addFile(merged).commit();
  }

  private static List<DataFile> smallestOfOnePartition(Table table) {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      List<DataFile> live = new ArrayList<>();
      tasks.forEach(task -> live.add(task.file().copy()));
      return live.stream()
          .collect(Collectors.groupingBy(file -> file.partition().toString()))
          .values()
          .stream()
          .max(Comparator.comparingInt(List::size))
          .orElse(List.of())
          .stream()
          .sorted(Comparator.comparingLong(ContentFile::fileSizeInBytes))
          .limit(2)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not plan a compaction", e);
    }
  }

  private static List<Record> read(Table table, DataFile file) {
    Schema schema = table.schema();
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        Parquet.read(table.io().newInputFile(file.location()))
            .project(schema)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
            .build()) {
      records.forEach(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
    return rows;
  }
}

package dev.firn.bench.faults.lake;

import dev.firn.catalog.ledger.LedgerMarker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HistoryEntry;
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
  private final Set<Long> rolledBack = ConcurrentHashMap.newKeySet();

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

  /** Forgets what was just committed, under a commit of another client. */
  public void expireUnder(SecondWriter another) {
    another.append();
    expire();
  }

  /** Undoes the present snapshot, which must be one of Firn's commits and not the first. */
  public void rollBack() {
    rollBack(1, snapshot -> true);
  }

  /**
   * Undoes the newest snapshots, as far as they are Firn's commits and not the first.
   *
   * @param most how many
   * @param mayGo whether one may be undone
   * @throws IllegalStateException if there is none
   */
  public void rollBack(int most, Predicate<Snapshot> mayGo) {
    Table table = lake.events();
    Snapshot kept = table.currentSnapshot();
    for (int i = 0; i < most && isUndoable(kept) && mayGo.test(kept); i++) {
      kept = table.snapshot(kept.parentId());
    }
    if (kept == null || kept.snapshotId() == table.currentSnapshot().snapshotId()) {
      throw new IllegalStateException("There is nothing to roll back");
    }
    table.manageSnapshots().rollbackTo(kept.snapshotId()).commit();
    noteUndone(lake.events(), kept);
  }

  /**
   * The commit goes on top of whatever is there by then: the table's own log says what it undid.
   */
  private void noteUndone(Table table, Snapshot kept) {
    List<HistoryEntry> log = table.history();
    int end = log.size() - 1;
    while (log.get(end).snapshotId() != kept.snapshotId()) {
      end--;
    }
    Snapshot undone = table.snapshot(log.get(end - 1).snapshotId());
    while (undone != null && undone.snapshotId() != kept.snapshotId()) {
      LedgerNumber.in(undone.summary()).ifPresent(rolledBack::add);
      undone = undone.parentId() == null ? null : table.snapshot(undone.parentId());
    }
  }

  /** Takes the property away that says how far the ledger is. */
  public void removeLedger() {
    lake.events().updateProperties().remove(LedgerMarker.KEY).commit();
  }

  /** What the property says. */
  public String ledger() {
    return lake.events().properties().getOrDefault(LedgerMarker.KEY, "");
  }

  /** Has the property say something else. */
  public void setLedger(String marker) {
    lake.events().updateProperties().set(LedgerMarker.KEY, marker).commit();
  }

  /** Numbers of all commits that were undone. */
  public Set<Long> rolledBack() {
    return Set.copyOf(rolledBack);
  }

  private static boolean isUndoable(@Nullable Snapshot snapshot) {
    return snapshot != null
        && snapshot.parentId() != null
        && LedgerNumber.in(snapshot.summary()).isPresent();
  }

  public void rollBackAndExpire() {
    rollBack();
    expire();
  }

  /**
   * Makes one file of one that the present snapshot has added and the smallest beside it in its
   * partition. The replaced ones stay in the store.
   *
   * @throws IllegalStateException if there are none such
   */
  public void compact() {
    Table table = lake.events();
    List<DataFile> files = addedAndSmallestBesideIt(table);
    List<Record> rows = new ArrayList<>();
    files.forEach(file -> rows.addAll(read(table, file)));
    DataFile merged = SecondWriter.write(table, rows);
    RewriteFiles rewrite =
        table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
    files.forEach(rewrite::deleteFile);
    rewrite.addFile(merged).commit();
  }

  private static List<DataFile> addedAndSmallestBesideIt(Table table) {
    List<DataFile> live = live(table);
    long present = table.currentSnapshot().sequenceNumber();
    for (DataFile added : live) {
      Optional<DataFile> beside = smallestBeside(added, live);
      if (added.dataSequenceNumber() == present && beside.isPresent()) {
        return List.of(added, beside.get());
      }
    }
    throw new IllegalStateException("There is nothing to compact");
  }

  private static Optional<DataFile> smallestBeside(DataFile one, List<DataFile> live) {
    return live.stream()
        .filter(file -> file.partition().toString().equals(one.partition().toString()))
        .filter(file -> !file.location().equals(one.location()))
        .min(Comparator.comparingLong(ContentFile::fileSizeInBytes));
  }

  private static List<DataFile> live(Table table) {
    List<DataFile> live = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> live.add(task.file().copy()));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not plan a compaction", e);
    }
    return live;
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

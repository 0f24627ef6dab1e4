package dev.firn.catalog.audit;

import dev.firn.catalog.history.RollbackRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Rows that are missing because an operator had Firn set the table back: those of files that had
 * come since and were live right before, for as long as that snapshot is kept. Every row is looked
 * for by its place, so that no other loss hides behind a rollback.
 */
final class RolledBackRows {
  private static final String UTC = "+00:00";

  private final Table table;
  private long explained;

  RolledBackRows(Table table) {
    this.table = table;
  }

  /**
   * How many of the missing rows of an account are in what was rolled back.
   *
   * @param live rows of the account's writer in the table
   */
  long explain(
      String partition, WriterAccount account, WriterRows live, RowReader reader, long missing) {
    String writer = partition + "#" + account.epoch();
    Map<String, LiveFile> files = new HashMap<>();
    outside().forEach(rollback -> addFiles(rollback, partition, files));
    List<Segment> segments =
        files.values().stream()
            .flatMap(file -> Segment.of(file, reader).stream())
            .filter(segment -> segment.writer().equals(writer))
            .toList();
    if (segments.isEmpty()) {
      return 0;
    }
    Set<Long> gone =
        new WriterRows(writer, segments, reader)
            .places(account.from(), account.through())
            .boxed()
            .collect(Collectors.toCollection(HashSet::new));
    live.places(account.from(), account.through()).forEach(gone::remove);
    long rows = Math.min(gone.size(), missing);
    explained += rows;
    return rows;
  }

  Optional<String> note() {
    return explained == 0
        ? Optional.empty()
        : Optional.of(explained + " rows are gone that an operator rolled back");
  }

  /** What was current before a rollback, unless it has been made current again. */
  private List<RollbackRecord> outside() {
    Set<Long> history = new HashSet<>(SnapshotUtil.currentAncestorIds(table));
    return RollbackRecord.in(table.properties()).stream()
        .filter(rollback -> table.snapshot(rollback.from()) != null)
        .filter(rollback -> !history.contains(rollback.from()))
        .toList();
  }

  private void addFiles(RollbackRecord rollback, String partition, Map<String, LiveFile> files) {
    Optional<Instant> start = TableCut.start(partition);
    if (start.isEmpty()) {
      return;
    }
    TableScan scan =
        table
            .newScan()
            .useSnapshot(rollback.from())
            .includeColumnStats(List.of("ingest_writer", "ingest_seq"))
            .filter(
                Expressions.and(
                    Expressions.greaterThanOrEqual("time", text(start.get())),
                    Expressions.lessThan("time", text(start.get().plus(TableCut.HOUR)))));
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      List<FileScanTask> all = new ArrayList<>();
      tasks.forEach(all::add);
      all.stream()
          .filter(task -> Removals.partitionOf(task.file().partition()).equals(partition))
          .filter(task -> cameAfter(rollback, task.file()))
          .forEach(task -> files.putIfAbsent(task.file().location(), LiveFile.of(task)));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the manifests of " + table.name(), e);
    }
  }

  private static boolean cameAfter(RollbackRecord rollback, DataFile file) {
    Long sequence = file.fileSequenceNumber();
    return sequence != null && sequence > rollback.toSequence();
  }

  private static String text(Instant instant) {
    return instant.toString().replace("Z", UTC);
  }
}

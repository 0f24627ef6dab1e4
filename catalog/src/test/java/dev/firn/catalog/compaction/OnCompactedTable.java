package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerView;
import dev.firn.catalog.rewrite.RewriteMonitor;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** A table that is filled as committers fill it, and compacted. */
abstract class OnCompactedTable extends OnServedTable {
  static final CompactionSettings SETTINGS =
      CompactionSettings.from(ConfigFactory.defaultReference());
  private static final Duration SETTLE = Duration.ofMinutes(30);

  /** Everything has settled by then. */
  static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  private long appends;

  /** Ten rows in two appends, in a file and a commit of their own. */
  WrittenFile commitFew(long seed) {
    return commit(Events.few(seed));
  }

  WrittenFile commit(List<AppendedBatch> batches) {
    WrittenFile file = write(batches);
    commit(file);
    return file;
  }

  /** Appends are numbered on, whatever their numbers are. */
  WrittenFile write(List<AppendedBatch> batches) {
    List<AppendedBatch> numbered = new ArrayList<>();
    for (AppendedBatch batch : batches) {
      appends++;
      numbered.add(new AppendedBatch(appends, batch.batch(), batch.duplicates()));
    }
    return new DataFileWriter(table, TestFiles.SETTINGS)
        .write(Events.PARTITION, TestFiles.WRITER, numbered);
  }

  void commit(WrittenFile file) {
    LedgerOutcome outcome = new CommitLedger(table).attempt(plan(file));
    assertThat(outcome).isInstanceOf(LedgerOutcome.Committed.class);
  }

  LedgerCommit plan(WrittenFile file) {
    LedgerView view = new CommitLedger(table).read();
    return new LedgerCommit(
        view.tableUuid(),
        view.ledger() + 1,
        UUID.randomUUID().toString(),
        List.of(file.descriptor()),
        view.snapshotId(),
        view.sequenceNumber());
  }

  long appends() {
    return appends;
  }

  CompactionOutcome compact() {
    return compact(RewriteMonitor.none());
  }

  CompactionOutcome compact(RewriteMonitor monitor) {
    return compaction(table, SETTINGS, LATER).compact(Events.PARTITION, Occasion.ASKED, monitor);
  }

  PartitionCompaction compaction(EventTable of, CompactionSettings settings, Clock clock) {
    return new PartitionCompaction(
        of,
        settings,
        new PartitionCompaction.Means(
            scratch(),
            SETTLE,
            true,
            new Retries(4, Duration.ofMillis(1), Duration.ofMillis(5)),
            clock));
  }

  Path scratch() {
    return folder.resolve("scratch");
  }

  List<Record> rows() {
    return TestFiles.rows(table.fresh());
  }

  List<String> ids() {
    return rows().stream().map(row -> row.getField("id").toString()).toList();
  }

  List<FileScanTask> files() {
    return files(table.fresh());
  }

  static List<FileScanTask> files(Table table) {
    List<FileScanTask> all = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().includeColumnStats().planFiles()) {
      tasks.forEach(all::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** Data files in the store, whatever refers to them. */
  long objects() {
    try (Stream<Path> walk = Files.walk(folder.resolve("warehouse"))) {
      return walk.filter(file -> file.toString().endsWith(".parquet")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

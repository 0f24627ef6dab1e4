package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.ledger.SnapshotExpiry;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.Test;

/** Another engine takes rows out of the table. */
class RemovedRowsAuditTest extends OnThreeCommits {
  private static final SnapshotSettings SETTINGS = new SnapshotSettings(Duration.ofHours(1), 1);
  private static final Clock TOMORROW = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));

  private AuditReport report() {
    return audit.run(Scope.full(Optional.empty()));
  }

  private void assertExplained(long rows, String by) {
    AuditReport report = report();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes()).hasSize(1);
    assertThat(report.notes().get(0)).startsWith(rows + " rows are gone that others").contains(by);
  }

  private String newest(String operation) {
    return "by snapshot "
        + table.fresh().currentSnapshot().snapshotId()
        + " ("
        + operation
        + ", spark)";
  }

  @Test
  void wholeFiles() {
    remove(1);
    assertExplained(ROWS, newest("delete"));
  }

  @Test
  void rowsOfAFileThatWasWrittenAnew() {
    DataFile less = TestFiles.describe(table, TestFiles.write(table, batches(2, 4).subList(0, 1)));
    table
        .fresh()
        .newOverwrite()
        .deleteFile(dataFile(2))
        .addFile(less)
        .set("engine-name", "spark")
        .commit();
    assertExplained(ROWS - less.recordCount(), newest("overwrite"));
  }

  @Test
  void rowsNamedByPosition() {
    Table fresh = table.fresh();
    DeleteFile deletes = positions(fresh, dataFile(0), 3);
    fresh.newRowDelta().addDeletes(deletes).set("engine-name", "spark").commit();
    assertExplained(3, newest("delete"));
    remove(1);
    assertExplained(3 + ROWS, newest("delete"));
  }

  @Test
  void moreIsMissingThanWasTakenOut() {
    remove(1);
    lose(0);
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.REMOVED);
    assertThat(finding.rows()).isEqualTo(2 * ROWS);
    assertThat(finding.epoch()).isEqualTo(1);
    assertThat(finding.detail())
        .contains("appends without any row: 1-4")
        .contains("(delete, spark)")
        .endsWith(ROWS + " of them counted");
  }

  @Test
  void whatExpiryForgetsIsKept() {
    remove(1);
    String by = newest("delete");
    RemovalHistory history = new RemovalHistory(table);
    history.keep();
    new RemovalHistory(table).keep();
    commitNext();
    new SnapshotExpiry(table, SETTINGS, TOMORROW).expire(Long.MAX_VALUE);
    assertThat(table.fresh().snapshots()).hasSize(1);
    assertExplained(ROWS, by);
    history.keep();
    assertExplained(ROWS, by);
  }

  @Test
  void whatWasRolledBackTookNothing() {
    long before = table.fresh().currentSnapshot().snapshotId();
    remove(1);
    new RemovalHistory(table).keep();
    table.fresh().manageSnapshots().rollbackTo(before).commit();
    lose(0);
    assertThat(onlyFinding().check()).isEqualTo(Check.ACCOUNTS);
  }

  private static DeleteFile positions(Table table, DataFile file, int rows) {
    try {
      PositionDeleteWriter<Record> writer =
          Parquet.writeDeletes(
                  table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID()))
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(table.spec())
              .withPartition(file.partition())
              .buildPositionWriter();
      try (writer) {
        for (int row = 0; row < rows; row++) {
          writer.write(PositionDelete.<Record>create().set(file.location(), row));
        }
      }
      return writer.toDeleteFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

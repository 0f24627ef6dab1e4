package dev.firn.bench.faults.check;

import dev.firn.bench.faults.lake.LakeClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The checks K1 to K6 of the commit protocol on a table that is healed and drained, read with
 * Iceberg's generic reader straight from catalog and store.
 */
public final class TableCheck {
  private final LakeClient lake;
  private final Promises promises;
  private final Set<String> secondWriter;
  private final boolean isHistoryWhole;

  /**
   * @param secondWriter ids of rows that another writer has committed
   * @param isHistoryWhole nothing was rolled back or expired
   */
  public TableCheck(
      LakeClient lake, Promises promises, Set<String> secondWriter, boolean isHistoryWhole) {
    this.lake = lake;
    this.promises = promises;
    this.secondWriter = secondWriter;
    this.isHistoryWhole = isHistoryWhole;
  }

  /**
   * What was found.
   *
   * @param problems nothing if all is well
   */
  public record Result(
      long rows, int files, long ledger, int lost, int doubled, List<String> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  public Result check() throws IOException {
    Table table = lake.events();
    RowCheck rows = new RowCheck(promises);
    read(table, rows);
    if (lake.hasRejected()) {
      readDeadLetters(lake.rejected(), rows);
    }
    FileCheck files = new FileCheck();
    files.check(table);
    LedgerCheck ledger = new LedgerCheck(isHistoryWhole);
    ledger.check(table);

    List<String> problems = new ArrayList<>();
    int lost = rows.addTo(problems, secondWriter);
    files.addTo(problems);
    ledger.addTo(problems);
    return new Result(rows.rows(), files.files(), ledger.last(), lost, rows.doubled(), problems);
  }

  private static void read(Table table, RowCheck rows) throws IOException {
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).select(RowCheck.COLUMNS).build()) {
      records.forEach(rows::see);
    }
  }

  private static void readDeadLetters(Table table, RowCheck rows) throws IOException {
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).select("id").build()) {
      for (Record record : records) {
        rows.seeDeadLetter(String.valueOf(record.getField("id")));
      }
    }
  }
}

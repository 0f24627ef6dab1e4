package dev.firn.bench.faults.check;

import dev.firn.bench.faults.lake.LakeTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final LakeTables tables;
  private final Promises promises;
  private final Set<String> secondWriter;
  private final boolean isHistoryWhole;

  /**
   * @param secondWriter ids of rows that another writer has committed
   * @param isHistoryWhole nothing was rolled back or expired
   */
  public TableCheck(
      LakeTables tables, Promises promises, Set<String> secondWriter, boolean isHistoryWhole) {
    this.tables = tables;
    this.promises = promises;
    this.secondWriter = Set.copyOf(secondWriter);
    this.isHistoryWhole = isHistoryWhole;
  }

  /**
   * What was found.
   *
   * @param problems nothing if all is well
   */
  public record Result(
      long rows,
      long deadLetters,
      int files,
      long ledger,
      int lost,
      int doubled,
      List<String> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  public Result check() throws IOException {
    // One state of the table for all checks: what is loaded once does not change.
    Table table = tables.events();
    RowCheck rows = new RowCheck(promises);
    read(table, rows);
    Optional<Table> rejected = tables.rejected();
    if (rejected.isPresent()) {
      readDeadLetters(rejected.get(), rows);
    }
    FileCheck files = new FileCheck();
    files.check(table);
    LedgerCheck ledger = new LedgerCheck(isHistoryWhole);
    ledger.check(table);

    List<String> problems = new ArrayList<>();
    int lost = rows.addTo(problems, secondWriter);
    files.addTo(problems);
    ledger.addTo(problems);
    return new Result(
        rows.rows(),
        rows.deadLetters(),
        files.files(),
        ledger.last(),
        lost,
        rows.doubled(),
        problems);
  }

  private static void read(Table table, RowCheck rows) throws IOException {
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).select(RowCheck.COLUMNS).build()) {
      records.forEach(rows::see);
    }
  }

  private static void readDeadLetters(Table table, RowCheck rows) throws IOException {
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).select("id").build()) {
      records.forEach(record -> rows.seeDeadLetter(String.valueOf(record.getField("id"))));
    }
  }
}

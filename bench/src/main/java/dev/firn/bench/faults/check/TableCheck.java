package dev.firn.bench.faults.check;

import dev.firn.bench.faults.lake.LakeTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;

/**
 * The checks K1 to K6 of the commit protocol on a table that is healed and drained, read with
 * Iceberg's own Parquet reader straight from catalog and store.
 */
public final class TableCheck {
  private final LakeTables tables;
  private final Promises promises;
  private final Set<String> secondWriter;
  private final History history;

  /**
   * @param secondWriter ids of rows that another writer has committed
   * @param history what others did to the events' table
   */
  public TableCheck(
      LakeTables tables, Promises promises, Set<String> secondWriter, History history) {
    this.tables = tables;
    this.promises = promises;
    this.secondWriter = Set.copyOf(secondWriter);
    this.history = history;
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
    FileCheck files = new FileCheck();
    files.check(table, rows::see);
    FileCheck letters = new FileCheck();
    Optional<Table> rejected = tables.rejected();
    if (rejected.isPresent()) {
      letters.check(rejected.get(), rows::seeDeadLetter);
    }
    LedgerCheck ledger = new LedgerCheck(history);
    ledger.check(table);

    List<String> problems = new ArrayList<>();
    int lost = rows.addTo(problems, secondWriter);
    files.addTo(problems);
    letters.addTo(problems);
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
}

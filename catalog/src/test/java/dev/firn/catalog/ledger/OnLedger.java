package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;

/** Tests with the ledger of an empty table. */
abstract class OnLedger extends OnServedTable {
  static final int ROWS = 10;
  CommitLedger ledger;

  @BeforeEach
  void openLedger() {
    ledger = new CommitLedger(table);
  }

  final WrittenFile write(int seed) {
    return TestFiles.write(table, Events.few(seed));
  }

  final LedgerCommit plan(WrittenFile... files) {
    return Commits.next(ledger, files);
  }

  final void appendAsAnother(WrittenFile file) {
    Table other = table.fresh();
    other.newAppend().appendFile(TestFiles.describe(table, file)).commit();
  }

  final LedgerOutcome attemptUntilKnown(LedgerCommit commit) {
    Supplier<LedgerOutcome> attempt = () -> ledger.attempt(commit);
    return Stream.generate(attempt)
        .limit(10)
        .filter(outcome -> !(outcome instanceof Unknown))
        .findFirst()
        .orElseThrow();
  }

  final void assertRowsOnce(int count) {
    List<String> ids =
        TestFiles.rows(table.fresh()).stream().map(row -> (String) row.getField("id")).toList();
    assertThat(ids).hasSize(count).doesNotHaveDuplicates();
  }
}

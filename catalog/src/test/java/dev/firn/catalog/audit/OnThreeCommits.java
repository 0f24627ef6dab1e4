package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.BeforeEach;

/** Tests with three commits of events, and accounts that agree. */
abstract class OnThreeCommits extends OnAudited {
  static final int ROWS = 10;

  final FakeAccounts accounts = new FakeAccounts();
  TableAudit audit;

  @BeforeEach
  void threeCommits() {
    audit = TableAudit.ofEvents(table, accounts, means);
    for (int i = 0; i < 3; i++) {
      commitNext();
    }
  }

  @Override
  final EventTable audited() {
    return table;
  }

  /** Two appends of five rows each. */
  final void commitNext() {
    int number = committed.size();
    commit(TestFiles.write(table, batches(number, 2L * number)));
    accounts.committed(
        PARTITION, 2L * committed.size(), ROWS * (long) committed.size(), committed.size());
  }

  /** The same events for the same seed, in the two appends after this one. */
  static List<AppendedBatch> batches(int seed, long after) {
    return Events.few(seed).stream()
        .map(batch -> new AppendedBatch(after + batch.append(), batch.batch(), batch.duplicates()))
        .toList();
  }

  final List<Finding> findings() {
    return audit.run(Scope.full(Optional.empty())).findings();
  }

  final Finding onlyFinding() {
    List<Finding> findings = findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  /** As another client appends: nothing of the ledger in it. */
  final void append(DataFile file, UnaryOperator<AppendFiles> more) {
    more.apply(table.fresh().newAppend().appendFile(file)).commit();
  }
}

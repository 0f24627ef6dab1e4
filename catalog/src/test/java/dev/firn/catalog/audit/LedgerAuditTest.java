package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.DroppedLedgers;
import dev.firn.catalog.ledger.LedgerMarker;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.TestFiles;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/** Whether the table's history and the committer agree. */
class LedgerAuditTest extends OnThreeCommits {
  @Test
  void aRollback() {
    Table fresh = table.fresh();
    Snapshot second = fresh.snapshot(fresh.currentSnapshot().parentId());
    fresh.manageSnapshots().rollbackTo(second.snapshotId()).commit();
    assertThat(findings())
        .extracting(Finding::check)
        .containsExactlyInAnyOrder(Check.LEDGER, Check.ACCOUNTS);
  }

  @Test
  void aGapInTheLedger() {
    WrittenFile file = TestFiles.write(table, Events.few(77));
    append(
        TestFiles.describe(table, file), append -> append.set(LedgerMarker.KEY, "9:someone-else"));
    assertThat(findings())
        .filteredOn(finding -> finding.check() == Check.LEDGER)
        .extracting(Finding::detail)
        .anySatisfy(detail -> assertThat(detail).contains("commits [4, 5, 6, 7, 8] are missing"))
        .anySatisfy(detail -> assertThat(detail).contains("property says 3:"))
        .anySatisfy(detail -> assertThat(detail).contains("the committer knows 3"));
  }

  /** The rolled back snapshots themselves have long been expired. */
  @Test
  void aGapThatIsExplainedIsNone() {
    table
        .fresh()
        .updateProperties()
        .set(DroppedLedgers.KEY, DroppedLedgers.NONE.with(7, 8).toString())
        .commit();
    WrittenFile file = TestFiles.write(table, Events.few(77));
    append(
        TestFiles.describe(table, file), append -> append.set(LedgerMarker.KEY, "9:someone-else"));
    accounts.gone.addAll(List.of(4L, 6L));
    assertThat(findings())
        .extracting(Finding::detail)
        .anySatisfy(detail -> assertThat(detail).contains("commits [5] are missing"));
    accounts.gone.add(5L);
    assertThat(findings())
        .extracting(Finding::detail)
        .noneSatisfy(detail -> assertThat(detail).contains("are missing"));
  }

  @Test
  void aCommitterThatDoesNotAnswerIsTold() {
    accounts.isCommitterSilent = true;
    AuditReport report = audit.run(Scope.quick(Optional.empty()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().committer()).isTrue();
  }

  @Test
  void changesAreTheirPartitions() {
    long before = table.fresh().currentSnapshot().snapshotId();
    assertThat(Changes.since(table, before).partitions()).contains(Set.of());
    commitNext();
    assertThat(Changes.since(table, before).partitions()).contains(Set.of(PARTITION));
    assertThat(Changes.since(table, 12345).partitions()).isEmpty();
  }
}

package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.history.AsOf;
import dev.firn.catalog.history.Rollback;
import dev.firn.catalog.history.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that an operator had Firn take out are neither lost nor a finding. */
class RollbackAuditTest extends OnThreeCommits {
  private Rollback.Done done;

  @BeforeEach
  void rollBackToTheFirstCommit() {
    long second = table.fresh().currentSnapshot().parentId();
    long first = table.fresh().snapshot(second).parentId();
    done =
        new Rollback(table, Duration.ofDays(1), InstantSource.system())
            .order(new AsOf.OfSnapshot(first), OptionalLong.empty());
  }

  @Test
  void isANote() {
    AuditReport report = audit.run(Scope.full(Optional.empty()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes())
        .contains("20 rows are gone that an operator rolled back")
        .contains("commits after 1 up to 3 were rolled back by an operator");
  }

  @Test
  void hidesNoOtherLoss() {
    accounts.committed(PARTITION, 8, 40, 3);
    Finding lost = onlyFinding();
    assertThat(lost.check()).isEqualTo(Check.ACCOUNTS);
    assertThat(lost.rows()).isEqualTo(10);
    assertThat(lost.detail()).startsWith("10 of 40 committed rows are not in the table");
  }

  @Test
  void isUnexplainedOnceWhatWasTakenOutIsGone() {
    new Tags(table, InstantSource.system()).delete(done.tag());
    table
        .fresh()
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis() + 1_000)
        .retainLast(1)
        .commit();
    assertThat(findings()).extracting(Finding::check).containsExactly(Check.ACCOUNTS);
  }
}

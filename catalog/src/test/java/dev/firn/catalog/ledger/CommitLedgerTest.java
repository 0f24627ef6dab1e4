package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.Overtaken;
import dev.firn.catalog.ledger.LedgerOutcome.Parked;
import dev.firn.catalog.ledger.LedgerOutcome.RolledBack;
import dev.firn.catalog.ledger.LedgerOutcome.TableMissing;
import dev.firn.catalog.ledger.LedgerOutcome.TableReplaced;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Fault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

class CommitLedgerTest extends OnLedger {
  @Test
  void commitsFollowOneAnother() {
    for (int number = 1; number <= 3; number++) {
      LedgerCommit commit = plan(write(number), write(number + 100));
      assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    }
    assertThat(ledger.read().ledger()).isEqualTo(3);
    assertThat(ledger.read().sequenceNumber()).isEqualTo(3);
    assertRowsOnce(6 * ROWS);
    assertThat(table.fresh().properties().get(LedgerMarker.KEY)).startsWith("3:");
    assertThat(table.fresh().currentSnapshot().summary().get(LedgerMarker.KEY)).startsWith("3:");
  }

  @Test
  void oneAttemptIsOnePost() {
    ledger.attempt(plan(write(1)));
    assertThat(catalog.commitsSeen()).isEqualTo(1);
  }

  @Test
  void theSameCommitAgainChangesNothing() {
    LedgerCommit commit = plan(write(1));
    LedgerOutcome first = ledger.attempt(commit);
    assertThat(ledger.attempt(commit)).isEqualTo(first);
    assertThat(catalog.commitsSeen()).isEqualTo(1);
    assertRowsOnce(ROWS);
  }

  @Test
  void aRetryAfterOfAnHourEndsWhenTheCallerIsInterrupted() throws Exception {
    LedgerCommit commit = plan(write(1));
    CountDownLatch asked = new CountDownLatch(1);
    catalog.faultNextCommit(
        real -> {
          asked.countDown();
          return Fault.landedBut(503, Map.of("Retry-After", "3600")).answer(real);
        });
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<LedgerOutcome> held = thread.submit(() -> ledger.attempt(commit));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      thread.shutdownNow();
      assertThat(held.get(20, TimeUnit.SECONDS)).isNotNull();
    } finally {
      thread.shutdownNow();
    }
    assertThat(attemptUntilKnown(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(ROWS);
  }

  @Test
  void anotherWriterBetweenLookAndCommitIsNoFailure() {
    ledger.attempt(plan(write(1)));
    LedgerCommit commit = plan(write(2));
    WrittenFile foreign = write(50);
    catalog.faultNextCommit(
        real -> {
          appendAsAnother(foreign);
          return Fault.Answer.of(real.land());
        });

    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(3 * ROWS);
  }

  @Test
  void anExpiredMarkerIsFoundInTheProperty() {
    LedgerCommit commit = plan(write(1));
    ledger.attempt(commit);
    appendAsAnother(write(50));
    Table loaded = table.fresh();
    loaded
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis())
        .retainLast(1)
        .cleanupLevel(CleanupLevel.METADATA_ONLY)
        .commit();

    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(2 * ROWS);
  }

  @Test
  void aRolledBackCommitIsReported() {
    ledger.attempt(plan(write(1)));
    long before = ledger.read().snapshotId();
    LedgerCommit commit = plan(write(2));
    ledger.attempt(commit);
    table.fresh().manageSnapshots().rollbackTo(before).commit();

    assertThat(ledger.attempt(commit)).isEqualTo(new RolledBack(2, before, 1));
    LedgerCommit again = Commits.next(ledger, commit.fileDescriptors());
    assertThat(again.ledger()).isEqualTo(3);
    assertThat(ledger.attempt(again)).isInstanceOf(Committed.class);
    assertRowsOnce(2 * ROWS);
  }

  @Test
  void aRollbackWhoseTraceExpiredIsDecidedByRows() {
    ledger.attempt(plan(write(1)));
    long before = ledger.read().snapshotId();
    LedgerCommit commit = plan(write(2));
    ledger.attempt(commit);
    table.fresh().manageSnapshots().rollbackTo(before).commit();
    appendAsAnother(write(50));
    table
        .fresh()
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis())
        .retainLast(1)
        .cleanupLevel(CleanupLevel.NONE)
        .commit();

    assertThat(ledger.attempt(commit)).isInstanceOf(RolledBack.class);
  }

  @Test
  void aRecreatedTableClosesTheLedger() {
    LedgerCommit commit = plan(write(1));
    assertThat(catalog.ask("DELETE", "/v1/namespaces/analytics/tables/events", "").status())
        .isEqualTo(204);
    assertThat(ledger.attempt(commit)).isEqualTo(new TableMissing());

    EventTable recreated = catalog.openTable();
    assertThat(ledger.attempt(commit)).isEqualTo(new TableReplaced(recreated.form().uuid()));
  }

  @Test
  void aForeignCommitterOrAJournalGoneBackIsToldByName() {
    ledger.attempt(plan(write(1)));
    LedgerCommit stale = plan(write(2));
    ledger.attempt(plan(write(3)));

    LedgerOutcome outcome = ledger.attempt(stale);
    assertThat(outcome).isInstanceOf(Overtaken.class);
    assertThat(((Overtaken) outcome).by().ledger()).isEqualTo(2);
    assertRowsOnce(2 * ROWS);
  }

  @Test
  void aMarkerThatIsNotOneParks() {
    table.fresh().updateProperties().set(LedgerMarker.KEY, "what").commit();
    LedgerCommit commit =
        new LedgerCommit(table.form().uuid(), 1, "x", List.of(write(1).descriptor()), -1, 0);
    assertThat(ledger.attempt(commit)).isInstanceOf(Parked.class);
  }

  @Test
  void anUnreachableCatalogIsUnknown() {
    LedgerCommit commit = plan(write(1));
    catalog.faultNext(request -> request.method().equals("GET"), Fault.refused(401));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
  }

  @Test
  void aFaultyReadBackIsAskedAgain() {
    ledger.attempt(plan(write(1)));
    LedgerCommit commit = plan(write(2));
    catalog.faultNextCommit(
        Fault.landedBut(500)
            .after(
                () ->
                    catalog.faultNext(
                        request -> request.method().equals("GET"), Fault.refused(401))));
    assertThat(attemptUntilKnown(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(2 * ROWS);
  }
}

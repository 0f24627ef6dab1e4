package dev.firn.catalog.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.KeptCommit;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerExamination;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.junit.jupiter.api.BeforeEach;

/** Tests with three commits of the ledger, as its committer knows them. */
abstract class OnHistory extends OnServedTable {
  static final int ROWS = 10;

  final List<LedgerCommit> commits = new ArrayList<>();
  final List<WrittenFile> files = new ArrayList<>();
  final List<Long> snapshots = new ArrayList<>();
  CommitLedger ledger;
  TableHistory history;
  Tags tags;
  Rollback rollback;

  @BeforeEach
  void threeCommits() {
    ledger = new CommitLedger(table);
    history = new TableHistory(table);
    tags = new Tags(table, InstantSource.system());
    rollback = new Rollback(table, Duration.ofDays(7), InstantSource.system());
    for (int i = 0; i < 3; i++) {
      commitNext();
    }
  }

  final void commitNext() {
    WrittenFile file = TestFiles.write(table, Events.few(commits.size() + 1));
    LedgerCommit commit = Commits.next(ledger, file);
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    commits.add(commit);
    files.add(file);
    snapshots.add(current());
  }

  final long current() {
    return table.fresh().currentSnapshot().snapshotId();
  }

  final long rows() {
    return TestFiles.rows(table.fresh()).size();
  }

  /** As another engine appends: nothing of the ledger in it. */
  final long appendAsAnother(int seed) {
    WrittenFile file = TestFiles.write(table, Events.few(seed));
    table
        .fresh()
        .newAppend()
        .appendFile(TestFiles.describe(table, file))
        .set("engine-name", "spark")
        .set("engine-version", "4.1")
        .commit();
    return current();
  }

  final Rollback.Done rollBackTo(int commit) {
    return rollback.order(new AsOf.OfSnapshot(snapshots.get(commit - 1)), OptionalLong.empty());
  }

  /** What the committer sees when it looks whether its commits are there. */
  final LedgerExamination look() {
    return ledger.examine(
        commits.stream()
            .map(
                commit ->
                    new KeptCommit(
                        commit.ledger(), List.of(commit.marker()), commit.baseSequenceNumber(), -1))
            .toList());
  }

  final void expireAllBut(int newest) {
    table
        .fresh()
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis() + 1_000)
        .retainLast(newest)
        .cleanupLevel(CleanupLevel.METADATA_ONLY)
        .commit();
  }
}

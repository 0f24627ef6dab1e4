package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.Returned;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of commits after they were read back. */
class SettlingTest {
  private static final int ROWS = 10;
  private ServedCatalog catalog;
  private EventTable table;
  private CommitLedger ledger;
  private final List<LedgerCommit> commits = new ArrayList<>();
  private final List<WrittenFile> files = new ArrayList<>();
  private final List<Long> snapshots = new ArrayList<>();
  @TempDir Path folder;

  @BeforeEach
  void commitThree() throws IOException {
    catalog = ServedCatalog.in(folder);
    table = catalog.openTable();
    ledger = new CommitLedger(table);
    for (int number = 1; number <= 3; number++) {
      WrittenFile file = TestFiles.write(table, Events.few(number));
      LedgerView view = ledger.read();
      LedgerCommit commit =
          new LedgerCommit(
              view.tableUuid(),
              number,
              "c" + number,
              List.of(file.descriptor()),
              view.snapshotId(),
              view.sequenceNumber());
      LedgerOutcome outcome = ledger.attempt(commit);
      assertThat(outcome).isInstanceOf(Committed.class);
      assertThat(((Committed) outcome).isOnBase()).isTrue();
      commits.add(commit);
      files.add(file);
      snapshots.add(((Committed) outcome).snapshotId());
    }
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  @Test
  void whatIsInHistoryIsKeptAndWhatIsAboveARollbackIsLost() {
    assertThat(look(-1).lost()).isEmpty();
    rollBackTo(1);
    LedgerExamination seen = look(-1);
    assertThat(seen.lost()).containsExactly(2L, 3L);
    assertThat(seen.undecided()).isEmpty();
    assertThat(seen.snapshotId()).isEqualTo(snapshots.get(0));
  }

  @Test
  void aSnapshotThatHeldAllSpeaksForAllWhileItIsInHistory() {
    assertThat(look(snapshots.get(2)).lost()).isEmpty();
    append(50);
    expireAllButTheNewest(2);
    assertThat(look(-1).undecided()).containsExactly(1L, 2L);
    assertThat(look(snapshots.get(2)).undecided()).isEmpty();
    rollBackTo(3);
    assertThat(look(snapshots.get(2)).lost()).isEmpty();
  }

  @Test
  void whatOneCommitWasSeenInDoesNotSpeakForAnother() {
    append(50);
    expireAllButTheNewest(1);
    long newest = table.fresh().currentSnapshot().snapshotId();
    LedgerExamination seen =
        ledger.examine(List.of(kept(commits.get(0), newest), kept(commits.get(1), -1)));
    assertThat(seen.undecided()).containsExactly(2L);
  }

  @Test
  void whereHistoryIsGoneTheRowsAreAsked() {
    append(50);
    expireAllButTheNewest(1);
    assertThat(look(-1).undecided()).containsExactly(1L, 2L, 3L);
    assertThat(ledger.find(commits.get(1).fileDescriptors()).isAll()).isTrue();
  }

  @Test
  void compactedRowsAreFoundAndDeletedOnesMissed() {
    WrittenFile rewritten = TestFiles.write(table, Events.few(2));
    table
        .fresh()
        .newRewrite()
        .deleteFile(TestFiles.describe(table, files.get(1)))
        .addFile(TestFiles.describe(table, rewritten))
        .commit();
    List<String> two = descriptors(1, 2);
    assertThat(ledger.find(two).isAll()).isTrue();
    table.fresh().newDelete().deleteFile(rewritten.location()).commit();
    RowsFound some = ledger.find(two);
    assertThat(some.isAll() || some.isNone()).isFalse();
    assertThat(ledger.find(commits.get(1).fileDescriptors()).isNone()).isTrue();
    table.io().deleteFile(files.get(1).location());
    RowsFound nothingToCompare = ledger.find(commits.get(1).fileDescriptors());
    assertThat(nothingToCompare.isAll() || nothingToCompare.isNone()).isFalse();
  }

  private List<String> descriptors(int first, int second) {
    return List.of(files.get(first).descriptor(), files.get(second).descriptor());
  }

  @Test
  void whatAnOperatorTakesOutInOneTransactionIsDropped() {
    Transaction rollback = table.fresh().newTransaction();
    rollback.manageSnapshots().setCurrentSnapshot(snapshots.get(0)).commit();
    rollback
        .updateProperties()
        .set(DroppedLedgers.KEY, DroppedLedgers.NONE.with(2, 3).toString())
        .commit();
    rollback.commitTransaction();
    LedgerExamination seen = look(-1);
    assertThat(seen.dropped()).containsExactly(2L, 3L);
    assertThat(seen.lost()).isEmpty();
    assertThat(ledger.attempt(commits.get(2)))
        .as("it has had its place in the table")
        .isInstanceOf(Committed.class);
  }

  @Test
  void lostFilesAreAddedAgainOnWhatWasExamined() {
    rollBackTo(2);
    append(50);
    LedgerExamination seen = look(-1);
    assertThat(ledger.attempt(again(seen))).isInstanceOf(Committed.class);
    assertThat(rows()).hasSize(4 * ROWS).doesNotHaveDuplicates();
    assertThat(look(-1).lost()).as("the old number alone").containsExactly(3L);
  }

  @Test
  void aReAddIsRefusedWhenTheFirstCommitIsBack() {
    rollBackTo(2);
    LedgerExamination seen = look(-1);
    rollBackTo(3);
    assertThat(ledger.attempt(again(seen))).isInstanceOf(Returned.class);
    assertThat(rows()).hasSize(3 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void aReAddIsRefusedByItsRowsWhereHistoryNoLongerShowsTheFirstCommit() {
    rollBackTo(2);
    LedgerExamination seen = look(-1);
    rollBackTo(3);
    append(50);
    expireAllButTheNewest(1);
    assertThat(ledger.attempt(again(seen))).isInstanceOf(Returned.class);
    assertThat(rows()).hasSize(4 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void aCommitOnTopOfARollbackSaysThatItIsNotOnItsBase() {
    rollBackTo(1);
    WrittenFile file = TestFiles.write(table, Events.few(9));
    LedgerCommit fourth =
        new LedgerCommit(
            commits.get(0).tableUuid(), 4, "c4", List.of(file.descriptor()), snapshots.get(2), 3);
    LedgerOutcome outcome = ledger.attempt(fourth);
    assertThat(outcome).isInstanceOf(Committed.class);
    assertThat(((Committed) outcome).isOnBase()).isFalse();
  }

  private LedgerCommit again(LedgerExamination seen) {
    return new LedgerCommit(
        seen.tableUuid(),
        4,
        "again",
        commits.get(2).fileDescriptors(),
        seen.snapshotId(),
        seen.sequenceNumber(),
        List.of(commits.get(2).marker()));
  }

  private LedgerExamination look(long anchor) {
    return ledger.examine(commits.stream().map(commit -> kept(commit, anchor)).toList());
  }

  private static KeptCommit kept(LedgerCommit commit, long seenIn) {
    return new KeptCommit(
        commit.ledger(), List.of(commit.marker()), commit.baseSequenceNumber(), seenIn);
  }

  private void rollBackTo(int number) {
    table.fresh().manageSnapshots().setCurrentSnapshot(snapshots.get(number - 1)).commit();
  }

  private void append(int seed) {
    WrittenFile file = TestFiles.write(table, Events.few(seed));
    table.fresh().newAppend().appendFile(TestFiles.describe(table, file)).commit();
  }

  private void expireAllButTheNewest(int kept) {
    table
        .fresh()
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis() + 1)
        .retainLast(kept)
        .cleanupLevel(CleanupLevel.METADATA_ONLY)
        .commit();
  }

  private List<String> rows() {
    return TestFiles.rows(table.fresh()).stream().map(row -> (String) row.getField("id")).toList();
  }
}

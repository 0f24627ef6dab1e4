package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.compaction.CompactionOutcome.Abandoned;
import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.compaction.CompactionOutcome.NothingToDo;
import dev.firn.catalog.compaction.CompactionOutcome.Unknown;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens between the look at the table and the commit, and what the catalog answers. */
class CompactionRaceTest extends OnCompactedTable {
  private static final int ROWS = 10;

  @BeforeEach
  void threeFiles() {
    for (int i = 0; i < 3; i++) {
      commitFew(i);
    }
  }

  private record Named(String name, Fault fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> faults() {
    List<Named> faults = new ArrayList<>();
    for (int status : List.of(400, 401, 403, 404, 409, 429, 500, 502, 503, 504)) {
      faults.add(new Named("landed but " + status, Fault.landedBut(status)));
      faults.add(new Named("refused with " + status, Fault.refused(status)));
    }
    faults.add(new Named("landed but 503", Fault.landedBut(503, Map.of("Retry-After", "0"))));
    faults.add(new Named("landed but dropped", Fault.landedButDropped()));
    faults.add(new Named("landed but garbage", Fault.landedButGarbage()));
    faults.add(new Named("dropped", real -> new Fault.Drop()));
    faults.add(new Named("not applied", real -> new Fault.Answer(200, Map.of(), "{}")));
    return faults.stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whateverTheCatalogAnswersRowsAreThereOnce(Named fault) {
    catalog.faultNextCommit(fault.fault());
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(files()).hasSize(1);
    assertThat(ids()).hasSize(3 * ROWS).doesNotHaveDuplicates();
    commitFew(9);
    assertThat(ids()).hasSize(4 * ROWS).doesNotHaveDuplicates();
  }

  static Stream<Named> someFaults() {
    return faults()
        .filter(named -> named.name().matches("(landed but|refused with) (400|409|503|dropped)"));
  }

  @ParameterizedTest
  @MethodSource("someFaults")
  void andWhenAnotherCommitLandsOnTop(Named fault) {
    WrittenFile other = write(Events.few(9));
    catalog.faultNextCommit(fault.fault().after(() -> commit(other)));
    CompactionOutcome outcome = compact();
    assertThat(outcome).isInstanceOf(Compacted.class);
    boolean hasLanded = ids().size() == 4 * ROWS;
    assertThat(ids()).hasSize(hasLanded ? 4 * ROWS : 3 * ROWS).doesNotHaveDuplicates();
    if (!hasLanded) {
      commit(other);
    }
    assertThat(ids()).hasSize(4 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void aCommitOfEventsThatComesFirstIsKept() {
    WrittenFile live = write(Events.few(9));
    LedgerCommit commit = plan(live);
    catalog.faultNextCommit(
        real -> {
          assertThat(new CommitLedger(table).attempt(commit))
              .isInstanceOf(LedgerOutcome.Committed.class);
          return Fault.Answer.of(real.land());
        });
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(files()).hasSize(2);
    assertThat(ids()).hasSize(4 * ROWS).doesNotHaveDuplicates();
  }

  /** Looks before, commits after: the committer sees that its base has moved, and looks again. */
  @Test
  void aCommitOfEventsThatIsOvertakenIsMadeOnWhatCompactionLeft() {
    LedgerCommit commit = plan(write(Events.few(9)));
    catalog.faultNextCommit(
        real -> {
          assertThat(compact()).isInstanceOf(Compacted.class);
          return Fault.Answer.of(real.land());
        });
    CommitLedger ledger = new CommitLedger(table);
    assertThat(ledger.attempt(commit)).isInstanceOf(LedgerOutcome.Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(LedgerOutcome.Committed.class);
    assertThat(files()).hasSize(2);
    assertThat(ids()).hasSize(4 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void liveCommitsAndCompactionsOnSeveralThreadsLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (EventTable another = EventTable.open(catalog.settings(), ServedCatalog.tableSettings())) {
      Future<?> live = threads.submit(() -> commitSome(15));
      int compacted = 0;
      while (!live.isDone() || compacted == 0) {
        CompactionOutcome outcome =
            compaction(another, SETTINGS, LATER)
                .compact(Events.PARTITION, Occasion.ASKED, rows -> {});
        compacted += outcome instanceof Compacted ? 1 : 0;
      }
      get(live);
    } finally {
      threads.shutdownNow();
    }
    assertThat(ids()).hasSize(18 * ROWS).doesNotHaveDuplicates();
    assertThat(new CommitLedger(table).read().ledger()).isEqualTo(18);
  }

  private static void get(Future<?> future) throws InterruptedException, ExecutionException {
    future.get();
  }

  private void commitSome(int count) {
    for (int i = 0; i < count; i++) {
      WrittenFile file = write(Events.few(100 + i));
      LedgerCommit commit = plan(file);
      LedgerOutcome outcome = new LedgerOutcome.Unknown("");
      while (outcome instanceof LedgerOutcome.Unknown) {
        outcome = new CommitLedger(table).attempt(commit);
      }
      assertThat(outcome).isInstanceOf(LedgerOutcome.Committed.class);
    }
  }

  @Test
  void whoeverRewritesTheSameFilesFirstWins() {
    long[] objects = {0};
    CompactionOutcome outcome =
        compact(
            rows -> {
              throw new AssertionError("too few rows to be told of");
            });
    assertThat(outcome).isInstanceOf(Compacted.class);
    commitFew(7);
    catalog.faultNextCommit(
        real -> {
          assertThat(compact()).isInstanceOf(Compacted.class);
          objects[0] = objects();
          return Fault.Answer.of(real.land());
        });
    assertThat(compact()).isInstanceOf(Abandoned.class);
    assertThat(files()).hasSize(1);
    assertThat(ids()).hasSize(4 * ROWS).doesNotHaveDuplicates();
    // What was sent once may be referred to, as far as the client can know.
    assertThat(objects()).isEqualTo(objects[0]);
  }

  @Test
  void rowsThatAnotherEngineDeletesMeanwhileStayDeleted() {
    String deleted = files().get(0).file().location();
    catalog.faultNextCommit(
        real -> {
          table.fresh().newDelete().deleteFile(deleted).commit();
          return Fault.Answer.of(real.land());
        });
    assertThat(compact()).isInstanceOf(Abandoned.class);
    assertThat(ids()).hasSize(2 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void rowsThatAnotherEngineMarksAsDeletedMeanwhileStayDeleted() {
    catalog.faultNextCommit(
        real -> {
          OtherClient.deleteFirstRow(table.fresh(), files().get(0).file());
          return Fault.Answer.of(real.land());
        });
    assertThat(compact()).isInstanceOf(Abandoned.class);
    assertThat(ids()).hasSize(3 * ROWS - 1).doesNotHaveDuplicates();
    // Files that have deleted rows, or may have for all that metadata says, are left alone.
    assertThat(compact()).isEqualTo(new NothingToDo(3, 3));
    assertThat(ids()).hasSize(3 * ROWS - 1).doesNotHaveDuplicates();
  }

  @Test
  void aTableThatWasRolledBackMeanwhileIsLeftAlone() {
    Snapshot before = table.fresh().currentSnapshot();
    long parent = before.parentId();
    catalog.faultNextCommit(
        real -> {
          table.fresh().manageSnapshots().setCurrentSnapshot(parent).commit();
          return Fault.Answer.of(real.land());
        });
    assertThat(compact()).isInstanceOf(Abandoned.class);
    assertThat(ids()).hasSize(2 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void anotherTableUnderTheNameIsNotTouched() {
    catalog.faultNextCommit(
        real -> {
          catalog.ask("DELETE", "/v1/namespaces/analytics/tables/events", "");
          catalog.openTable();
          return Fault.Answer.of(real.land());
        });
    assertThat(compact()).isInstanceOf(Abandoned.class);
    assertThat(ids()).isEmpty();
  }

  @Test
  void aCatalogThatNeverAnswersLeavesFilesAndRowsAsTheyAre() {
    for (int i = 0; i < 5; i++) {
      catalog.faultNextCommit(real -> new Fault.Drop());
    }
    long before = objects();
    assertThat(compact()).isInstanceOf(Unknown.class);
    assertThat(objects()).isEqualTo(before + 1);
    assertThat(ids()).hasSize(3 * ROWS).doesNotHaveDuplicates();
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(ids()).hasSize(3 * ROWS).doesNotHaveDuplicates();
  }

  @Test
  void aCommitThatCompactionTookInIsKnownByItsHistory() {
    WrittenFile file = write(Events.few(9));
    LedgerCommit commit = plan(file);
    CommitLedger ledger = new CommitLedger(table);
    catalog.faultNextCommit(
        Fault.landedButDropped().after(() -> assertThat(compact()).isInstanceOf(Compacted.class)));
    LedgerOutcome outcome = ledger.attempt(commit);
    while (outcome instanceof LedgerOutcome.Unknown) {
      outcome = ledger.attempt(commit);
    }
    assertThat(outcome).isInstanceOf(LedgerOutcome.Committed.class);
    assertThat(files()).hasSize(1);
    assertThat(TestFiles.rows(new BaseTable(table.freshOperations(), "t"))).hasSize(4 * ROWS);
  }
}

package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.RolledBack;
import dev.firn.catalog.ledger.LedgerOutcome.TableMissing;
import dev.firn.catalog.ledger.LedgerOutcome.TableReplaced;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a client is told of a commit, against what happens to the table before it looks again: every
 * fault in every situation, each on a table of its own. After it the rows are there exactly once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerFaultMatrixTest {
  private static final int ROWS = 10;
  private static final int FIRST = 1;
  private static final int OURS = 2;
  private static final int FOREIGN = 50;
  private static final int NEXT = 3;

  private record Told(String name, boolean lands, Fault.Reply reply) {}

  enum Situation {
    NOTHING,
    ANOTHER_WRITER_ON_TOP,
    EXPIRY_RIGHT_AFTER_LANDING,
    COMPACTION_RACING,
    COMPACTION_AND_EXPIRY,
    ROLLBACK,
    ROLLBACK_AND_EXPIRY,
    RECREATED
  }

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private ServedCatalog catalog;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    catalog = ServedCatalog.in(folder);
  }

  @AfterAll
  void close() {
    threads.shutdownNow();
    catalog.close();
  }

  private static List<Told> told() {
    List<Told> told = new ArrayList<>();
    Map<String, String> retryAfter = Map.of("Retry-After", "1");
    for (boolean lands : new boolean[] {true, false}) {
      String fate = lands ? "landed, " : "refused, ";
      for (int status : List.of(500, 502, 503, 504, 429, 409, 400, 401, 403, 404, 422)) {
        told.add(new Told(fate + "told " + status, lands, error(status, Map.of())));
      }
      told.add(new Told(fate + "told 503 and when", lands, error(503, retryAfter)));
      told.add(new Told(fate + "told 429 and when", lands, error(429, retryAfter)));
      told.add(new Told(fate + "dropped", lands, new Fault.Drop()));
      Fault.Answer garbage = new Fault.Answer(200, Map.of(), "<html>a proxy</html>");
      told.add(new Told(fate + "garbage", lands, garbage));
    }
    told.add(new Told("not applied, told 200", false, new Fault.Answer(200, Map.of(), "{}")));
    return told;
  }

  private static Fault.Answer error(int status, Map<String, String> headers) {
    String body = "{\"error\":{\"message\":\"injected\",\"type\":\"Injected\",\"code\":%d}}";
    return new Fault.Answer(status, headers, body.formatted(status));
  }

  @ParameterizedTest
  @EnumSource
  void everyFaultEndsWithItsRowsThereOnce(Situation situation) throws Exception {
    assertThat(told()).hasSize(31);
    List<CompletableFuture<Void>> cases =
        told().stream()
            .map(told -> CompletableFuture.runAsync(() -> run(situation, told), threads))
            .toList();
    CompletableFuture.allOf(cases.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
  }

  /** Its connections end with it: the server keeps only so many that are idle. */
  private void run(Situation situation, Told told) {
    try (Case one = new Case(situation, told)) {
      one.run();
    }
  }

  /** One commit that meets one fault in one situation. */
  private final class Case implements AutoCloseable {
    private final Situation situation;
    private final Told told;
    private final String name = "t" + UUID.randomUUID().toString().replace("-", "");
    private final EventTable table = catalog.openTable(name);
    private final CommitLedger ledger = new CommitLedger(table);
    private long before;

    Case(Situation situation, Told told) {
      this.situation = situation;
      this.told = told;
    }

    void run() {
      assertThat(ledger.attempt(plan(write(FIRST)))).isInstanceOf(Committed.class);
      before = ledger.read().snapshotId();
      WrittenFile ours = write(OURS);
      LedgerCommit commit = plan(ours);
      catalog.faultNextCommit(
          name,
          real -> {
            if (told.lands()) {
              real.land();
            }
            happen(ours);
            return told.reply();
          });
      LedgerOutcome outcome = addAgainIfRolledBack(commit, untilKnown(commit));
      if (situation == Situation.RECREATED) {
        assertThat(outcome).as(toString()).isInstanceOf(TableReplaced.class);
        assertThat(ids()).as(toString()).isEmpty();
        return;
      }
      assertThat(outcome).as(toString()).isInstanceOf(Committed.class);
      assertThat(ledger.attempt(plan(write(NEXT)))).as(toString()).isInstanceOf(Committed.class);
      boolean hasForeign =
          situation == Situation.ANOTHER_WRITER_ON_TOP
              || situation == Situation.EXPIRY_RIGHT_AFTER_LANDING
              || situation == Situation.ROLLBACK_AND_EXPIRY;
      assertThat(ids()).as(toString()).hasSize((hasForeign ? 4 : 3) * ROWS).doesNotHaveDuplicates();
    }

    @Override
    public void close() {
      table.close();
    }

    private void happen(WrittenFile ours) {
      switch (situation) {
        case NOTHING -> {}
        case ANOTHER_WRITER_ON_TOP -> appendAsAnother();
        case EXPIRY_RIGHT_AFTER_LANDING -> {
          appendAsAnother();
          expireAllButTheNewest();
        }
        case COMPACTION_RACING -> compact(ours);
        case COMPACTION_AND_EXPIRY -> {
          compact(ours);
          expireAllButTheNewest();
        }
        case ROLLBACK -> rollBack();
        case ROLLBACK_AND_EXPIRY -> {
          rollBack();
          appendAsAnother();
          expireAllButTheNewest();
        }
        case RECREATED -> {
          catalog.ask("DELETE", "/v1/namespaces/analytics/tables/" + name, "");
          catalog.openTable(name);
        }
      }
    }

    private void appendAsAnother() {
      table.fresh().newAppend().appendFile(TestFiles.describe(table, write(FOREIGN))).commit();
    }

    /** Files with the same rows, provenance and all, in place of those that are there. */
    private void compact(WrittenFile ours) {
      Table now = table.fresh();
      boolean isThere = now.currentSnapshot().snapshotId() != before;
      WrittenFile rewritten = write(OURS);
      if (isThere) {
        now.newRewrite()
            .deleteFile(TestFiles.describe(table, ours))
            .addFile(TestFiles.describe(table, rewritten))
            .commit();
      }
    }

    private void rollBack() {
      table.fresh().manageSnapshots().setCurrentSnapshot(before).commit();
    }

    private void expireAllButTheNewest() {
      table
          .fresh()
          .expireSnapshots()
          .expireOlderThan(System.currentTimeMillis() + 1)
          .retainLast(1)
          .cleanupLevel(CleanupLevel.METADATA_ONLY)
          .commit();
    }

    private LedgerOutcome untilKnown(LedgerCommit commit) {
      for (int attempt = 0; attempt < 10; attempt++) {
        LedgerOutcome outcome = ledger.attempt(commit);
        if (!(outcome instanceof Unknown) && !(outcome instanceof TableMissing)) {
          return outcome;
        }
      }
      throw new AssertionError("Never known: " + this);
    }

    /** As the committer does. */
    private LedgerOutcome addAgainIfRolledBack(LedgerCommit commit, LedgerOutcome outcome) {
      if (!(outcome instanceof RolledBack rolledBack)) {
        return outcome;
      }
      return untilKnown(
          new LedgerCommit(
              commit.tableUuid(),
              commit.ledger() + 1,
              "again",
              commit.fileDescriptors(),
              rolledBack.snapshotId(),
              rolledBack.sequenceNumber(),
              List.of(commit.marker())));
    }

    private WrittenFile write(int seed) {
      return TestFiles.write(table, Events.few(seed));
    }

    private LedgerCommit plan(WrittenFile file) {
      return Commits.next(ledger, file);
    }

    private List<String> ids() {
      return TestFiles.rows(table.fresh()).stream()
          .map(row -> (String) row.getField("id"))
          .toList();
    }

    @Override
    public String toString() {
      return told.name() + ", " + situation;
    }
  }
}

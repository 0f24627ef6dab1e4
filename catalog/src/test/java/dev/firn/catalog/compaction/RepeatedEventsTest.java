package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.audit.AuditReport;
import dev.firn.catalog.audit.Check;
import dev.firn.catalog.audit.Scope;
import dev.firn.catalog.audit.TableAudit;
import dev.firn.catalog.audit.TestAccounts;
import dev.firn.catalog.compaction.CompactionOutcome.Abandoned;
import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.compaction.CompactionOutcome.NothingToDo;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that are there twice, as they are when a retry comes after the dedup window. */
class RepeatedEventsTest extends OnCompactedTable {
  private final ExecutorService planner = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    planner.shutdownNow();
  }

  private AuditReport audit() {
    TableAudit.Means means = new TableAudit.Means(Duration.ofMillis(1), 1000, planner);
    long rows = appends() * 5;
    return TableAudit.ofEvents(
            table, TestAccounts.of(Events.PARTITION.id(), appends(), rows, ledger()), means)
        .run(Scope.full(Optional.empty()));
  }

  private long ledger() {
    return new CommitLedger(table).read().ledger();
  }

  @Test
  void theFirstOfEachStaysAndTheAuditIsTold() {
    commitFew(1);
    commitFew(2);
    commitFew(1);
    assertThat(audit().findings()).extracting("check").containsOnly(Check.IDENTITY);

    assertThat(compact())
        .isInstanceOfSatisfying(
            Compacted.class,
            done -> {
              assertThat(done.duplicates()).isEqualTo(10);
              assertThat(done.rows()).isEqualTo(20);
            });
    assertThat(ids()).hasSize(20).doesNotHaveDuplicates();
    assertThat(rows()).extracting(row -> row.getField("ingest_seq")).containsOnly(1L, 2L, 3L, 4L);
    AuditReport report = audit();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes())
        .containsExactly("10 rows are gone that compaction removed: their events are there once");
  }

  @Test
  void whatWasRemovedIsRememberedWhenTheFileIsRewrittenAgain() {
    commitFew(1);
    commitFew(1);
    assertThat(compact()).isInstanceOf(Compacted.class);
    commitFew(2);
    commitFew(2);
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(ids()).hasSize(20).doesNotHaveDuplicates();
    assertThat(audit().findings()).isEmpty();
    assertThat(audit().notes()).hasSize(1).first().asString().startsWith("20 rows");
  }

  @Test
  void rowsThatNobodyRemovedAreMissingAllTheSame() {
    commitFew(1);
    commitFew(1);
    WrittenFile lost = commitFew(3);
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(lost.rows()).isEqualTo(10);
    AuditReport report =
        TableAudit.ofEvents(
                table,
                TestAccounts.of(Events.PARTITION.id(), appends(), 31, ledger()),
                new TableAudit.Means(Duration.ofMillis(1), 1000, planner))
            .run(Scope.full(Optional.empty()));
    assertThat(report.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.rows()).isEqualTo(1));
  }

  @Test
  void whatMayYetBeRolledBackIsKeptWhole() {
    commitFew(1);
    commitFew(1);
    assertThat(
            compaction(table, SETTINGS, Clock.systemUTC())
                .compact(Events.PARTITION, Occasion.ASKED, rows -> {}))
        .isInstanceOfSatisfying(Compacted.class, done -> assertThat(done.duplicates()).isZero());
    assertThat(rows()).hasSize(20);
  }

  @Test
  void deadLettersMayBeThereMoreThanOnce() {
    commitFew(1);
    commitFew(1);
    PartitionCompaction.Means means =
        new PartitionCompaction.Means(
            scratch(), Duration.ofMinutes(30), false, Retries.USUAL, LATER);
    assertThat(
            new PartitionCompaction(table, SETTINGS, means)
                .compact(Events.PARTITION, Occasion.ASKED, rows -> {}))
        .isInstanceOfSatisfying(Compacted.class, done -> assertThat(done.duplicates()).isZero());
  }

  /** The large file stays; what it holds already is left out of what is written beside it. */
  @Test
  void anEventOfAFileThatStaysIsRemovedFromThoseThatAreRewritten() {
    CompactionSettings settings = besideALargeFile();
    commitFew(1);
    commitFew(2);
    assertThat(
            compaction(table, settings, LATER)
                .compact(Events.PARTITION, Occasion.ASKED, rows -> {}))
        .isInstanceOfSatisfying(
            Compacted.class, done -> assertThat(done.duplicates()).isEqualTo(10));
    assertThat(files()).hasSize(2);
    assertThat(ids()).hasSize(2010 + 10).doesNotHaveDuplicates();
  }

  @Test
  void nothingIsRemovedForARowThatWentMeanwhile() {
    CompactionSettings settings = besideALargeFile();
    String large = files().get(0).file().location();
    commitFew(1);
    commitFew(2);
    boolean[] gone = {false};
    CompactionOutcome outcome =
        compaction(table, settings, LATER)
            .compact(
                Events.PARTITION,
                Occasion.ASKED,
                rows -> {
                  if (!gone[0]) {
                    gone[0] = true;
                    table.fresh().newDelete().deleteFile(large).commit();
                  }
                });
    assertThat(gone[0]).isTrue();
    assertThat(outcome).isInstanceOf(Abandoned.class);
    assertThat(ids()).hasSize(20).doesNotHaveDuplicates();
  }

  /** With 2,010 rows, ten of them those of {@code Events.few(1)}. */
  private CompactionSettings besideALargeFile() {
    List<AppendedBatch> batches = new ArrayList<>(Events.few(1));
    batches.addAll(Events.appends(20, 100, 7));
    WrittenFile large = commit(batches);
    return new CompactionSettings(
        10, large.bytes(), 2L << 30, Duration.ZERO, List.of(), SETTINGS.rewrite());
  }

  @Test
  void aCommitWhoseFirstRowsWereRemovedIsStillFound() {
    commitFew(1);
    List<AppendedBatch> batches = new ArrayList<>(Events.few(1));
    batches.addAll(Events.few(2));
    WrittenFile file = commit(batches);
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(new CommitLedger(table).find(List.of(file.descriptor())).live()).isEqualTo(1);
    assertThat(TestFiles.rows(table.fresh())).hasSize(20);
  }

  @Test
  void aPartitionWithoutFilesHasNothingToDo() {
    assertThat(compact()).isEqualTo(new NothingToDo(0, 0));
  }
}

package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.history.ListedSnapshot;
import dev.firn.catalog.history.TableHistory;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotExpiryTest {
  private static final SnapshotSettings SETTINGS = new SnapshotSettings(Duration.ofHours(1), 2);
  private static final Clock TOMORROW = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
  private static final int COMMITS = 5;
  private static final int ROWS = 10;

  private ServedCatalog catalog;
  private EventTable table;
  private CommitLedger ledger;
  private TableHistory history;
  @TempDir Path folder;

  @BeforeEach
  void commitSome() throws IOException {
    catalog = ServedCatalog.in(folder);
    table = catalog.openTable();
    ledger = new CommitLedger(table);
    history = new TableHistory(table);
    for (int i = 0; i < COMMITS; i++) {
      assertThat(ledger.attempt(next(i))).isInstanceOf(Committed.class);
    }
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  @Test
  void historyTellsWhatWasCommitted() {
    assertThat(snapshots())
        .extracting(ListedSnapshot::ledgerMarker)
        .containsExactly("5:commit-4", "4:commit-3", "3:commit-2", "2:commit-1", "1:commit-0");
    assertThat(snapshots().get(0).total().rows()).isEqualTo(COMMITS * ROWS);
    assertThat(snapshots().get(0).total().files()).isEqualTo(COMMITS);
  }

  @Test
  void youngSnapshotsStay() {
    assertThat(new SnapshotExpiry(table, SETTINGS, Clock.systemUTC()).expire(Long.MAX_VALUE))
        .isZero();
    assertThat(snapshots()).hasSize(COMMITS);
  }

  @Test
  void oldOnesGoTheNewestAndEveryRowStay() {
    long lists = manifestLists();
    assertThat(new SnapshotExpiry(table, SETTINGS, TOMORROW).expire(Long.MAX_VALUE))
        .isEqualTo(COMMITS - 2);

    assertThat(snapshots()).hasSize(2);
    assertThat(TestFiles.rows(table.fresh())).hasSize(COMMITS * ROWS);
    assertThat(manifestLists()).isEqualTo(lists - (COMMITS - 2));
    assertThat(ledger.attempt(next(COMMITS))).isInstanceOf(Committed.class);
  }

  @Test
  void theBaseOfACommitOfUnknownFateStaysWithAllAfterIt() {
    assertThat(new SnapshotExpiry(table, SETTINGS, TOMORROW).expire(2)).isEqualTo(1);
    assertThat(snapshots())
        .extracting(ListedSnapshot::sequenceNumber)
        .containsExactly(5L, 4L, 3L, 2L);
  }

  @Test
  void anAnswerThatWasNotAppliedDeletesNothing() {
    long lists = manifestLists();
    catalog.faultNextCommit(real -> new Fault.Answer(200, Map.of(), "{}"));
    assertThatThrownBy(() -> new SnapshotExpiry(table, SETTINGS, TOMORROW).expire(Long.MAX_VALUE))
        .isInstanceOf(RuntimeException.class);
    assertThat(manifestLists()).isEqualTo(lists);
    assertThat(snapshots()).hasSize(COMMITS);
  }

  @Test
  void commitsDuringExpiryAreKept() {
    LedgerCommit commit = next(COMMITS);
    catalog.faultNextCommit(
        real -> {
          assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
          return Fault.Answer.of(real.land());
        });
    assertThat(new SnapshotExpiry(table, SETTINGS, TOMORROW).expire(Long.MAX_VALUE)).isPositive();
    assertThat(TestFiles.rows(table.fresh())).hasSize((COMMITS + 1) * ROWS);
    assertThat(ledger.read().ledger()).isEqualTo(COMMITS + 1);
  }

  @Test
  void whoGoesBackToADueSnapshotBetweenLookAndCommitIsSeen() {
    long due = table.fresh().snapshots().iterator().next().snapshotId();
    catalog.faultNextCommit(
        real -> {
          table.fresh().manageSnapshots().setCurrentSnapshot(due).commit();
          return Fault.Answer.of(real.land());
        });

    new SnapshotExpiry(table, SETTINGS, TOMORROW).expire(Long.MAX_VALUE);

    assertThat(table.fresh().currentSnapshot().snapshotId()).isEqualTo(due);
  }

  @Test
  void whatIsTaggedWhileTheListenerReadsStays() {
    long tagged = table.fresh().snapshots().iterator().next().snapshotId();
    List<Set<Long>> told = new ArrayList<>();
    ExpiryListener tagging =
        (before, due) -> {
          if (told.isEmpty()) {
            table.fresh().manageSnapshots().createTag("keep", tagged).commit();
          }
          told.add(due);
          return () -> {};
        };
    assertThat(new SnapshotExpiry(table, SETTINGS, TOMORROW, tagging).expire(Long.MAX_VALUE))
        .isEqualTo(COMMITS - 3);
    assertThat(told).hasSize(2);
    assertThat(told.get(1)).hasSize(COMMITS - 3).doesNotContain(tagged);
    assertThat(table.fresh().refs()).containsKey("keep");
    assertThat(table.fresh().snapshot(tagged)).isNotNull();
  }

  private List<ListedSnapshot> snapshots() {
    return history.snapshots(100, Long.MAX_VALUE).snapshots();
  }

  private LedgerCommit next(int number) {
    LedgerView view = ledger.read();
    String descriptor = TestFiles.write(table, Events.few(number)).descriptor();
    return new LedgerCommit(
        view.tableUuid(),
        view.ledger() + 1,
        "commit-" + number,
        List.of(descriptor),
        view.snapshotId(),
        view.sequenceNumber());
  }

  private long manifestLists() {
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("snap-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

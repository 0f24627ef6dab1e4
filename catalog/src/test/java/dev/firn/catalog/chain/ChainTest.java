package dev.firn.catalog.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.ExpiryListener;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.ledger.SnapshotExpiry;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.AccessCheck;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.MissingAccessException;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commit protocol on a chain, whatever becomes of the write of a manifest. */
@Timeout(60)
class ChainTest {
  private static final int ROWS = 10;
  private static final TableSettings FEW =
      new TableSettings(
          "analytics", "events", 128 << 20, 1, Map.of("commit.retry.num-retries", "100"));

  @TempDir Path folder;
  private EventTable table;
  private CommitLedger ledger;

  @BeforeEach
  void open() {
    StoreWithFaults.FAULTS.clear();
    table = openAgain();
    ledger = new CommitLedger(table);
  }

  @AfterEach
  void close() {
    table.close();
  }

  private EventTable openAgain() {
    return EventTable.open(settings(), FEW);
  }

  private CatalogSettings settings() {
    return CatalogSettings.from(
        ConfigFactory.parseMap(
                Map.of(
                    "firn.catalog.use-iceberg",
                    false,
                    "firn.catalog.location",
                    LocalPaths.toLocation(folder),
                    "firn.catalog.properties.io-impl",
                    StoreWithFaults.class.getName()))
            .withFallback(ConfigFactory.defaultReference()));
  }

  private WrittenFile write(int seed) {
    return TestFiles.write(table, Events.few(seed));
  }

  private List<Path> links() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("analytics/events/chain"))) {
      return files.sorted().toList();
    }
  }

  private void assertRowsOnce(int count) {
    assertThat(TestFiles.rows(table.fresh()).stream().map(row -> row.getField("id")))
        .hasSize(count)
        .doesNotHaveDuplicates();
  }

  @Test
  void numbersFollowOneAnother() throws IOException {
    for (int commit = 1; commit <= 3; commit++) {
      assertThat(ledger.attempt(Commits.next(ledger, write(commit)))).isInstanceOf(Committed.class);
    }
    assertRowsOnce(3 * ROWS);
    assertThat(links().stream().map(link -> link.getFileName().toString()))
        .containsExactly(
            "00000000000000000001.metadata.json",
            "00000000000000000002.metadata.json",
            "00000000000000000003.metadata.json",
            "00000000000000000004.metadata.json");
    try (EventTable again = openAgain()) {
      assertThat(again.form().uuid()).isEqualTo(table.form().uuid());
    }
  }

  record Named(String name, StoreWithFaults.Fault fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Runnable> HELD = new ArrayList<>();

  static Stream<Named> faults() {
    return Stream.of(
        new Named(
            "landed, dropped",
            put -> {
              put.run();
              throw StoreWithFaults.dropped();
            }),
        new Named(
            "lost, dropped",
            put -> {
              throw StoreWithFaults.dropped();
            }),
        new Named(
            "landed, tried again by the client, refused",
            put -> {
              put.run();
              put.run();
            }),
        new Named(
            "refused, not landed",
            put -> {
              throw new AlreadyExistsException("injected");
            }),
        new Named(
            "held until after the next attempt, dropped",
            put -> {
              HELD.add(put);
              throw StoreWithFaults.dropped();
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void everyRowIsThereOnce(Named fault) {
    HELD.clear();
    ledger.attempt(Commits.next(ledger, write(1)));
    LedgerCommit commit = Commits.next(ledger, write(2));
    StoreWithFaults.FAULTS.add(fault.fault());

    LedgerOutcome outcome = ledger.attempt(commit);
    for (int attempt = 0; attempt < 3 && outcome instanceof Unknown; attempt++) {
      outcome = ledger.attempt(commit);
    }
    assertThat(outcome).isInstanceOf(Committed.class);
    assertRowsOnce(2 * ROWS);
    for (Runnable late : HELD) {
      assertThatThrownBy(late::run).isInstanceOf(AlreadyExistsException.class);
    }
    assertThat(ledger.attempt(Commits.next(ledger, write(3)))).isInstanceOf(Committed.class);
    assertRowsOnce(3 * ROWS);
  }

  @Test
  void aStoreThatOverwritesNeedsACatalog() {
    new AccessCheck(table).run();
    StoreWithFaults.FAULTS.add(Runnable::run);
    StoreWithFaults.FAULTS.add(put -> {}); // answered with success, as if it had replaced the first

    assertThatThrownBy(() -> new AccessCheck(table).run())
        .isInstanceOf(MissingAccessException.class)
        .hasMessageContaining("a table there needs a catalog");
  }

  @Test
  void ofTwoWritersOfANumberOneIsRefused() {
    Table first = table.fresh();
    Table second = table.fresh();
    first.updateProperties().set("who", "first").commit();
    WrittenFile file = write(1);
    second.newAppend().appendFile(TestFiles.describe(table, file)).commit();

    assertThat(table.fresh().properties()).containsEntry("who", "first");
    assertRowsOnce(ROWS);
  }

  @Test
  void writersBesideTheLedgerLoseNothing() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> other = thread.submit(this::appendTen);
      for (int commit = 0; commit < 10; commit++) {
        LedgerCommit planned = Commits.next(ledger, write(100 + commit));
        LedgerOutcome outcome = ledger.attempt(planned);
        while (outcome instanceof Unknown) {
          outcome = ledger.attempt(planned);
        }
        assertThat(outcome).isInstanceOf(Committed.class);
      }
      assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(10);
    } finally {
      thread.shutdownNow();
    }
    assertRowsOnce(20 * ROWS);
  }

  private int appendTen() {
    for (int append = 0; append < 10; append++) {
      WrittenFile file = write(append);
      Table other = table.fresh();
      other.newAppend().appendFile(TestFiles.describe(table, file)).commit();
    }
    return 10;
  }

  @Test
  void oldManifestsGoAndAWriteThatWasHeldUpForAsLongIsRefused() throws IOException {
    ledger.attempt(Commits.next(ledger, write(1)));
    TableOperations late = table.freshOperations();
    TableMetadata base = late.current();
    StoreWithFaults.FAULTS.add(
        put -> {
          goOnUntilOldOnesAreDeleted();
          put.run();
        });

    TableMetadata updated =
        TableMetadata.buildFrom(base).setProperties(Map.of("who", "late")).build();
    assertThatThrownBy(() -> late.commit(base, updated))
        .isInstanceOf(CommitFailedException.class)
        .hasMessageContaining("came too late");
    assertThat(table.fresh().properties()).doesNotContainKey("who");
    assertRowsOnce(5 * ROWS);
  }

  @Test
  void anExpiryIsTriedAgainWhereCommitsOvertakeIt() {
    for (int commit = 1; commit <= 4; commit++) {
      ledger.attempt(Commits.next(ledger, write(commit)));
    }
    StoreWithFaults.FAULTS.add(overtaken(4));
    assertThat(expireTwoOldest()).containsExactly("told", "gone");
    assertThat(table.fresh().snapshots()).hasSize(6);
    assertRowsOnce(8 * ROWS);

    StoreWithFaults.FAULTS.add(overtaken(5));
    assertThatThrownBy(this::expireTwoOldest).hasCauseInstanceOf(CommitFailedException.class);
    assertThat(table.fresh().snapshots()).hasSize(11);
  }

  /** The next writes of manifests, each too late for its number. */
  private StoreWithFaults.Fault overtaken(int times) {
    return put -> {
      assertThat(ledger.attempt(Commits.next(ledger, write(1000 + times))))
          .isInstanceOf(Committed.class);
      if (times > 1) {
        StoreWithFaults.FAULTS.add(overtaken(times - 1));
      }
      put.run();
    };
  }

  private List<String> expireTwoOldest() {
    List<String> calls = new ArrayList<>();
    ExpiryListener listener =
        (before, due) -> {
          calls.add("told");
          return () -> calls.add("gone");
        };
    List<Long> numbers = new ArrayList<>();
    table.fresh().snapshots().forEach(snapshot -> numbers.add(snapshot.sequenceNumber()));
    long firstNeeded = numbers.stream().sorted().skip(2).findFirst().orElseThrow();
    assertThat(
            new SnapshotExpiry(
                    table,
                    new SnapshotSettings(Duration.ofHours(1), 1),
                    Clock.offset(Clock.systemUTC(), Duration.ofDays(1)),
                    listener)
                .expire(firstNeeded))
        .isEqualTo(2);
    return calls;
  }

  private void goOnUntilOldOnesAreDeleted() {
    try {
      commitFourAndAge();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void commitFourAndAge() throws IOException {
    for (int commit = 2; commit <= 5; commit++) {
      ledger.attempt(Commits.next(ledger, write(commit)));
      for (Path link : links()) {
        Files.setLastModifiedTime(link, FileTime.from(Instant.now().minusSeconds(3600)));
      }
    }
    assertThat(links()).hasSize(2);
  }
}

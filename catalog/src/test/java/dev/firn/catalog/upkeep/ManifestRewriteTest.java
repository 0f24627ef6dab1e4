package dev.firn.catalog.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.compaction.Retries;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests become few, whatever happens between the look at the table and the commit. */
class ManifestRewriteTest extends OnServedTable {
  private static final int COMMITS = 5;
  private static final int ROWS = 10;
  private static final UpkeepSettings SETTINGS = new UpkeepSettings(COMMITS, Duration.ofDays(3), 0);
  private static final Retries QUICK = new Retries(8, Duration.ofMillis(1), Duration.ofMillis(5));

  private long seed;

  @BeforeEach
  void commitSome() {
    for (int i = 0; i < COMMITS; i++) {
      commit();
    }
  }

  private void commit() {
    Commits.commit(table, TestFiles.write(table, Events.few(seed++)));
  }

  private StepResult merge() {
    return new ManifestRewrite(table, SETTINGS, QUICK).run();
  }

  private List<ManifestFile> manifests() {
    Table fresh = table.fresh();
    return fresh.currentSnapshot().allManifests(fresh.io());
  }

  private List<String> ids() {
    return TestFiles.rows(table.fresh()).stream()
        .map(row -> row.getField("id").toString())
        .toList();
  }

  private void requireRows(int commits) {
    assertThat(ids()).hasSize(commits * ROWS).doesNotHaveDuplicates();
  }

  /** Every manifest of every snapshot can still be read. */
  private void requireWhole() {
    Table fresh = table.fresh();
    for (Snapshot snapshot : fresh.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(fresh.io())) {
        assertThat(fresh.io().newInputFile(manifest.path()).exists()).isTrue();
      }
    }
  }

  @Test
  void manyBecomeOneWithTheSameFilesAndSequenceNumbers() {
    Map<String, Long> before = sequenceNumbers();
    StepResult result = merge();
    assertThat(result.figure("replaced")).isEqualTo(COMMITS);
    assertThat(result.figure("created")).isEqualTo(1);
    assertThat(result.figure("manifests")).isEqualTo(1);
    assertThat(result.figure("bytesAfter")).isPositive().isLessThan(result.figure("bytesBefore"));
    assertThat(manifests()).hasSize(1);
    assertThat(sequenceNumbers()).isEqualTo(before);
    requireRows(COMMITS);
    commit();
    requireRows(COMMITS + 1);
    assertThat(new CommitLedger(table).read().ledger()).isEqualTo(COMMITS + 1);
  }

  private Map<String, Long> sequenceNumbers() {
    List<DataFile> files = new ArrayList<>();
    table.fresh().newScan().planFiles().forEach(task -> files.add(task.file()));
    return files.stream()
        .collect(Collectors.toMap(DataFile::location, DataFile::dataSequenceNumber));
  }

  @Test
  void itNeitherAddsNorRemovesFilesForThoseWhoFollowTheHistory() {
    merge();
    Table fresh = table.fresh();
    SnapshotChanges changes =
        SnapshotChanges.builderFor(fresh).snapshot(fresh.currentSnapshot()).build();
    assertThat(changes.addedDataFiles()).isEmpty();
    assertThat(changes.removedDataFiles()).isEmpty();
  }

  @Test
  void aFewAreLeftAloneAndAPlanChangesNothing() {
    long before = table.fresh().currentSnapshot().snapshotId();
    assertThat(new ManifestRewrite(table, SETTINGS).plan().figure("replaced")).isEqualTo(COMMITS);
    assertThat(table.fresh().currentSnapshot().snapshotId()).isEqualTo(before);
    merge();
    long merged = table.fresh().currentSnapshot().snapshotId();
    assertThat(merge().figure("replaced")).isZero();
    assertThat(table.fresh().currentSnapshot().snapshotId()).isEqualTo(merged);
  }

  @Test
  void anEmptyTableHasNothingToMerge() {
    EventTable empty = catalog.openTable("empty");
    assertThat(new ManifestRewrite(empty, SETTINGS).run().figure("manifests")).isZero();
  }

  private record Named(String name, Fault fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> faults() {
    List<Named> faults = new ArrayList<>();
    for (int status : List.of(400, 401, 404, 409, 429, 500, 503)) {
      faults.add(new Named("landed but " + status, Fault.landedBut(status)));
      faults.add(new Named("refused with " + status, Fault.refused(status)));
    }
    faults.add(
        new Named("landed but 503 for now", Fault.landedBut(503, Map.of("Retry-After", "0"))));
    faults.add(new Named("landed but dropped", Fault.landedButDropped()));
    faults.add(new Named("landed but garbage", Fault.landedButGarbage()));
    faults.add(new Named("dropped", real -> new Fault.Drop()));
    faults.add(new Named("not applied", real -> new Fault.Answer(200, Map.of(), "{}")));
    return faults.stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whateverTheCatalogAnswersItIsMadeOnce(Named fault) {
    catalog.faultNextCommit(fault.fault());
    merge();
    assertThat(manifests()).hasSize(1);
    assertThat(merges()).isEqualTo(1);
    requireRows(COMMITS);
    requireWhole();
    commit();
    requireRows(COMMITS + 1);
  }

  static Stream<Named> someFaults() {
    return faults()
        .filter(named -> named.name().matches("landed but (400|409|503.*|dropped)|dropped"));
  }

  /** With the stock client the other commit is taken out of the table, or its manifests deleted. */
  @ParameterizedTest
  @MethodSource("someFaults")
  void andACommitThatLandsOnTopStays(Named fault) {
    WrittenFile other = TestFiles.write(table, Events.few(seed++));
    catalog.faultNextCommit(fault.fault().after(() -> Commits.commit(table, other)));
    merge();
    boolean hasLanded = ids().size() > COMMITS * ROWS;
    requireRows(hasLanded ? COMMITS + 1 : COMMITS);
    assertThat(merges()).isEqualTo(1);
    requireWhole();
    if (!hasLanded) {
      Commits.commit(table, other);
    }
    requireRows(COMMITS + 1);
    assertThat(new CommitLedger(table).read().ledger()).isEqualTo(COMMITS + 1);
  }

  private long merges() {
    long merges = 0;
    for (Snapshot snapshot : table.fresh().snapshots()) {
      merges += snapshot.summary().containsKey(ManifestRewrite.JOB_KEY) ? 1 : 0;
    }
    return merges;
  }

  @Test
  void whatAnAttemptThatLostWroteIsOfUseToTheNextAndTheRestGoes() {
    catalog.faultNextCommit(
        real -> {
          commit();
          return Fault.Answer.of(real.land());
        });
    StepResult result = merge();
    assertThat(result.figure("attempts")).isEqualTo(2);
    requireRows(COMMITS + 1);
    assertThat(manifests()).hasSize(2);
    assertThat(avroFiles()).isEqualTo(referenced());
  }

  @Test
  void manifestsThatSomebodyElseReplacedMeanwhileAreLeftToTheNextRun() {
    catalog.faultNextCommit(
        real -> {
          new ManifestRewrite(table, SETTINGS, QUICK).run();
          return Fault.Answer.of(real.land());
        });
    assertThatThrownBy(this::merge).hasMessageContaining("they will be, later");
    assertThat(merges()).isEqualTo(1);
    requireRows(COMMITS);
    requireWhole();
  }

  private Set<String> avroFiles() {
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".avro"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<String> referenced() {
    Table fresh = table.fresh();
    Set<String> names = new HashSet<>();
    for (Snapshot snapshot : fresh.snapshots()) {
      names.add(name(snapshot.manifestListLocation()));
      snapshot.allManifests(fresh.io()).forEach(manifest -> names.add(name(manifest.path())));
    }
    return names;
  }

  private static String name(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  @Test
  void aRacingAppenderIsNeverHeldUpAndLosesNothing() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    int appended = 25;
    int merged = 0;
    try (EventTable another = EventTable.open(catalog.settings(), ServedCatalog.tableSettings())) {
      Future<Integer> appender = thread.submit(() -> append(appended));
      while (!appender.isDone()) {
        try {
          StepResult result = new ManifestRewrite(another, SETTINGS, QUICK).run();
          merged += result.figure("replaced") > 0 ? 1 : 0;
        } catch (RuntimeException e) {
          assertThat(e).as("lost every race").hasMessageContaining("Commit");
        }
      }
      // Each merge costs an appender that meets it one attempt, and no more.
      assertThat(appender.get()).isLessThanOrEqualTo(appended + merged);
    } finally {
      thread.shutdownNow();
    }
    merge();
    assertThat(merged).isPositive();
    requireRows(COMMITS + appended);
    requireWhole();
    assertThat(new CommitLedger(table).read().ledger()).isEqualTo(COMMITS + appended);
  }

  /** How many attempts it took. */
  private int append(int count) {
    int attempts = 0;
    CommitLedger ledger = new CommitLedger(table);
    for (int i = 0; i < count; i++) {
      LedgerCommit commit = Commits.next(ledger, TestFiles.write(table, Events.few(1000 + i)));
      LedgerOutcome outcome = new Unknown("");
      while (outcome instanceof Unknown) {
        attempts++;
        outcome = ledger.attempt(commit);
      }
      assertThat(outcome).isInstanceOf(Committed.class);
    }
    return attempts;
  }
}

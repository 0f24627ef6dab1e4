package dev.firn.catalog.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.TableObjects;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.PositionOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is deleted as an orphan, and above all what is not. */
class OrphanFilesTest extends OnServedTable {
  private static final Duration AGE = Duration.ofDays(3);
  private static final UpkeepSettings SETTINGS = new UpkeepSettings(2, AGE, 0);
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), AGE.plusMinutes(1));
  private static final int ROWS = 10;

  private final Set<String> busy = new HashSet<>();
  private Optional<String> obstacle = Optional.empty();
  private Runnable whenAsked = () -> {};
  private WrittenFile committed;
  private WrittenFile orphan;

  private final InFlight inFlight =
      new InFlight() {
        @Override
        public Optional<String> obstacle() {
          return obstacle;
        }

        @Override
        public Set<String> quiet(Set<String> partitions) {
          whenAsked.run();
          Set<String> quiet = new HashSet<>(partitions);
          quiet.removeAll(busy);
          return quiet;
        }
      };

  @BeforeEach
  void oneOfEach() {
    committed = write(1);
    Commits.commit(table, committed);
    orphan = write(2);
  }

  private WrittenFile write(long seed) {
    return TestFiles.write(table, Events.few(seed));
  }

  private static boolean exists(WrittenFile file) {
    return Files.exists(path(file.location()));
  }

  private static Path path(String location) {
    return Path.of(URI.create(location).getPath());
  }

  private StepResult sweep() {
    return sweep(LATER);
  }

  private StepResult sweep(Clock clock) {
    return new OrphanFiles(table, SETTINGS, inFlight, clock).run(false);
  }

  private void requireReadable(int commits) {
    assertThat(TestFiles.rows(table.fresh())).hasSize(commits * ROWS);
  }

  @Test
  void aFileThatNobodyCommittedGoesAndEverythingElseStays() throws IOException {
    String sidecar = new TableObjects(table).put("page.view/x", new byte[] {1});
    String removal = put("/removed/" + UUID.randomUUID() + "/1.json");
    String foreign = put("/data/_SUCCESS");
    String beside = put("/start-checks/" + UUID.randomUUID());

    StepResult result = sweep();
    assertThat(result.figure("orphans")).isEqualTo(1);
    assertThat(result.figure("deleted")).isEqualTo(1);
    assertThat(result.figure("bytes")).isEqualTo(orphan.bytes());
    assertThat(exists(orphan)).isFalse();
    assertThat(sidecar).satisfies(OrphanFilesTest::isThere);
    assertThat(removal).satisfies(OrphanFilesTest::isThere);
    assertThat(foreign).satisfies(OrphanFilesTest::isThere);
    assertThat(beside).satisfies(OrphanFilesTest::isThere);
    requireReadable(1);
  }

  private static void isThere(String location) {
    assertThat(path(location)).exists();
  }

  private String put(String path) throws IOException {
    String location = table.form().location() + path;
    try (PositionOutputStream out = table.io().newOutputFile(location).create()) {
      out.write(1);
    }
    return location;
  }

  @Test
  void aRehearsalCountsAndDeletesNothing() {
    StepResult result = new OrphanFiles(table, SETTINGS, inFlight, LATER).run(true);
    assertThat(result.figure("orphans")).isEqualTo(1);
    assertThat(result.figure("deleted")).isZero();
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void whatIsYoungStays() {
    StepResult result = sweep(Clock.offset(Clock.systemUTC(), AGE.minusMinutes(1)));
    assertThat(result.figure("young")).isPositive();
    assertThat(result.figure("orphans")).isZero();
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void whatAPartitionMayYetCommitStaysHoweverOldItIs() {
    busy.add(Events.PARTITION.id());
    assertThat(sweep().figure("spared")).isEqualTo(1);
    assertThat(exists(orphan)).isTrue();
  }

  /** The partition says that nothing is on its way, because it has just been committed. */
  @Test
  void whatIsCommittedWhileThePartitionIsAskedStays() {
    whenAsked = () -> Commits.commit(table, orphan);
    StepResult result = sweep();
    assertThat(result.figure("orphans")).isZero();
    assertThat(result.figure("spared")).isEqualTo(1);
    assertThat(exists(orphan)).isTrue();
    requireReadable(2);
  }

  @Test
  void nothingGoesWhileACommitIsOfUnknownFate() {
    obstacle = Optional.of("undecided");
    assertThatThrownBy(this::sweep).hasMessageContaining("undecided");
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void norWhereOneBecomesSoMeanwhile() {
    whenAsked = () -> obstacle = Optional.of("undecided");
    assertThatThrownBy(this::sweep).hasMessageContaining("undecided");
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void whatAnEarlierSnapshotRefersToStays() {
    table.fresh().newDelete().deleteFile(TestFiles.describe(table, committed)).commit();
    Commits.commit(table, write(3));
    assertThat(sweep().figure("orphans")).isEqualTo(1);
    assertThat(exists(committed)).isTrue();
  }

  @Test
  void whatWasRolledBackStaysAsLongAsItsSnapshotIsKnown() {
    long first = table.fresh().currentSnapshot().snapshotId();
    Commits.commit(table, orphan);
    Table fresh = table.fresh();
    fresh.manageSnapshots().rollbackTo(first).commit();
    assertThat(sweep().figure("orphans")).isZero();
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void anotherTablesFilesInTheSamePlaceAreNotTakenForOrphans() throws IOException {
    Table other = catalog.openTable("other").fresh();
    String metadata = ((HasTableOperations) other).operations().current().metadataFileLocation();
    Path copy = path(table.form().location() + "/metadata/00000-other.metadata.json");
    Files.copy(path(metadata), copy);
    assertThatThrownBy(this::sweep).hasMessageContaining("Another table's metadata");
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void metadataThatNothingRefersToGoesAndTheTableStaysWhole() throws IOException {
    String manifest = put("/metadata/" + UUID.randomUUID() + "-m0.avro");
    new ManifestRewrite(table, SETTINGS).run();
    Commits.commit(table, write(4));
    new ManifestRewrite(table, SETTINGS).run();
    StepResult result = sweep();
    assertThat(result.figure("deleted")).isEqualTo(2);
    assertThat(path(manifest)).doesNotExist();
    requireReadable(2);
    table
        .fresh()
        .snapshots()
        .forEach(
            snapshot ->
                assertThat(snapshot.allManifests(table.io()))
                    .allSatisfy(each -> assertThat(path(each.path())).exists()));
    Commits.commit(table, write(5));
    requireReadable(3);
  }

  @Test
  void aNameTellsThePartitionThatAFileWasWrittenFor() {
    String location = table.form().location();
    assertThat(ObjectKind.partition(orphan.location().substring(location.length())))
        .contains(Events.PARTITION.id());
    assertThat(ObjectKind.partition("/data/type=a/time_hour=2026-01-01-10/00000-1.parquet"))
        .isEmpty();
  }

  @Test
  void aFilterForgetsNothing() {
    LocationFilter filter = new LocationFilter(1_000, "salt");
    for (int i = 0; i < 1_000; i++) {
      filter.add("file-" + i);
    }
    int mistaken = 0;
    for (int i = 0; i < 1_000; i++) {
      assertThat(filter.mayContain("file-" + i)).isTrue();
      mistaken += filter.mayContain("other-" + i) ? 1 : 0;
    }
    assertThat(mistaken).isLessThan(10);
  }
}

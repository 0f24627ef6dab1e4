package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.DroppedLedgers;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerMarker;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerView;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every fault is planted in a table that was right before, and named by what it did. */
class TableAuditTest {
  private static final String PARTITION = Events.PARTITION.id();
  private static final int ROWS = 10;

  private final FakeAccounts accounts = new FakeAccounts();
  private final ExecutorService planner = Executors.newSingleThreadExecutor();
  private final List<WrittenFile> committed = new ArrayList<>();
  private ServedCatalog catalog;
  private EventTable table;
  private TableAudit audit;

  @BeforeEach
  void threeCommits(@TempDir Path folder) throws IOException {
    catalog = ServedCatalog.in(folder);
    table = catalog.openTable();
    audit =
        TableAudit.ofEvents(
            table, accounts, new TableAudit.Means(Duration.ofMillis(1), 7, planner));
    for (int i = 0; i < 3; i++) {
      commitNext();
    }
  }

  @AfterEach
  void close() {
    planner.shutdownNow();
    catalog.close();
  }

  /** Two appends of five rows each, in a file and a commit of their own. */
  private void commitNext() {
    int number = committed.size();
    List<AppendedBatch> batches = new ArrayList<>();
    for (AppendedBatch batch : Events.few(number)) {
      batches.add(
          new AppendedBatch(2L * number + batch.append(), batch.batch(), batch.duplicates()));
    }
    WrittenFile file = TestFiles.write(table, batches);
    LedgerView view = new CommitLedger(table).read();
    LedgerOutcome outcome =
        new CommitLedger(table)
            .attempt(
                new LedgerCommit(
                    view.tableUuid(),
                    view.ledger() + 1,
                    UUID.randomUUID().toString(),
                    List.of(file.descriptor()),
                    view.snapshotId(),
                    view.sequenceNumber()));
    assertThat(outcome).isInstanceOf(LedgerOutcome.Committed.class);
    committed.add(file);
    accounts.committed(
        PARTITION, 2L * committed.size(), ROWS * (long) committed.size(), committed.size());
  }

  private DataFile dataFile(int number) {
    return TestFiles.describe(table, committed.get(number));
  }

  private Path object(int number) {
    return Path.of(URI.create(committed.get(number).location()).getPath());
  }

  private List<Finding> findings() {
    return audit.run(Scope.full(Optional.empty())).findings();
  }

  private Finding onlyFinding() {
    List<Finding> findings = findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  /** As another client appends: nothing of the ledger in it. */
  private void append(DataFile file, UnaryOperator<AppendFiles> more) {
    more.apply(table.fresh().newAppend().appendFile(file)).commit();
  }

  @Test
  void aTableThatIsRightHasNoFindings() {
    AuditReport report = audit.run(Scope.full(Optional.empty()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes()).isEmpty();
    assertThat(report.counts().files()).isEqualTo(3);
    assertThat(report.counts().checksums()).isEqualTo(3);
    assertThat(report.counts().identities()).isEqualTo(3 * ROWS);
    assertThat(report.counts().accounts()).isEqualTo(1);
    assertThat(report.totals().committed()).isEqualTo(3 * ROWS);
  }

  @Test
  void onlyWhoAsksForAPartitionThatNobodyKnowsIsTold() {
    String nobodys = "nobody/2026-11-22T09";
    accounts.put(nobodys, new PartitionAccounts(0, 0, List.of()));
    Optional<Set<String>> named = Optional.of(Set.of(PARTITION, nobodys));
    assertThatThrownBy(() -> audit.run(Scope.quick(named)))
        .isInstanceOf(UnknownPartitionException.class)
        .hasMessageContaining(nobodys);
    assertThat(audit.run(new Scope(named, false, 0, 0)).findings()).isEmpty();
  }

  @Test
  void whatIsKnownOfAFileComesFromItsMetadataAlone() throws IOException {
    Files.delete(object(0));
    Scope metadata = new Scope(Optional.of(Set.of(PARTITION)), false, 0, 0);
    assertThat(audit.run(metadata).findings()).isEmpty();
  }

  @Test
  void aFileAddedAgain() {
    append(dataFile(1), append -> append);
    assertThat(findings())
        .extracting(Finding::check, Finding::file, Finding::rows)
        .contains(tuple(Check.OBJECTS, committed.get(1).location(), (long) ROWS));
  }

  @Test
  void rowsAddedAgainInAnotherFile() {
    List<AppendedBatch> batches = new ArrayList<>();
    for (AppendedBatch batch : Events.few(1)) {
      batches.add(new AppendedBatch(2L + batch.append(), batch.batch(), batch.duplicates()));
    }
    append(TestFiles.describe(table, TestFiles.write(table, batches)), append -> append);
    assertThat(findings()).extracting(Finding::check).contains(Check.PROVENANCE, Check.ACCOUNTS);
  }

  @Test
  void anEventThatIsThereTwiceUnderAnotherAppend() {
    List<AppendedBatch> batches = new ArrayList<>();
    for (AppendedBatch batch : Events.few(1)) {
      batches.add(new AppendedBatch(6L + batch.append(), batch.batch(), batch.duplicates()));
    }
    append(TestFiles.describe(table, TestFiles.write(table, batches)), append -> append);
    accounts.committed(PARTITION, 8, 4 * ROWS, 3);
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.IDENTITY);
    assertThat(finding.rows()).isEqualTo(ROWS);
  }

  @Test
  void anObjectThatIsGone() throws IOException {
    Files.delete(object(1));
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.OBJECTS);
    assertThat(finding.file()).isEqualTo(committed.get(1).location());
    assertThat(finding.detail()).contains("its object is gone");
  }

  @Test
  void anObjectThatWasCut() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(object(2).toFile(), "rw")) {
      file.setLength(file.length() - 10);
    }
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.OBJECTS);
    assertThat(finding.detail()).contains("was cut or replaced");
  }

  @Test
  void aFlippedBit() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(object(0).toFile(), "rw")) {
      file.seek(200);
      int before = file.read();
      file.seek(200);
      file.write(before ^ 4);
    }
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.CHECKSUM);
    assertThat(finding.file()).isEqualTo(committed.get(0).location());
    assertThat(finding.detail()).contains("its checksum should be crc32c:");
    assertThat(audit.run(Scope.quick(Optional.empty())).findings()).isEmpty();
  }

  @Test
  void rowsDeletedByAnotherEngine() {
    table.fresh().newDelete().deleteFile(dataFile(1)).set("engine-name", "spark").commit();
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.REMOVED);
    assertThat(finding.rows()).isEqualTo(ROWS);
    assertThat(finding.epoch()).isEqualTo(1);
    long snapshot = table.fresh().currentSnapshot().snapshotId();
    assertThat(finding.detail())
        .contains("appends without any row: 3-4")
        .contains("by snapshot " + snapshot + " (delete, spark)");
  }

  @Test
  void aRollback() {
    Table fresh = table.fresh();
    Snapshot second = fresh.snapshot(fresh.currentSnapshot().parentId());
    fresh.manageSnapshots().rollbackTo(second.snapshotId()).commit();
    assertThat(findings())
        .extracting(Finding::check)
        .containsExactlyInAnyOrder(Check.LEDGER, Check.ACCOUNTS);
  }

  @Test
  void rowsThatNobodyAccepted() {
    accounts.put(
        PARTITION,
        new PartitionAccounts(
            4, 0, List.of(new WriterAccount(1, "", 1, 4, 2 * ROWS, 0, 0, 2 * ROWS))));
    Finding finding = onlyFinding();
    assertThat(finding.check()).isEqualTo(Check.ORIGIN);
    assertThat(finding.detail()).contains("up to append 6").contains("is at 1.4");
  }

  @Test
  void anAccountThatDoesNotAddUp() {
    accounts.put(
        PARTITION,
        new PartitionAccounts(
            6, 2, List.of(new WriterAccount(1, "", 1, 6, 3 * ROWS, 0, 0, 3 * ROWS))));
    assertThat(onlyFinding().detail()).contains("does not add up");
  }

  @Test
  void aGapInTheLedger() {
    WrittenFile file = TestFiles.write(table, Events.few(77));
    append(
        TestFiles.describe(table, file), append -> append.set(LedgerMarker.KEY, "9:someone-else"));
    assertThat(findings())
        .filteredOn(finding -> finding.check() == Check.LEDGER)
        .extracting(Finding::detail)
        .anySatisfy(detail -> assertThat(detail).contains("commits [4, 5, 6, 7, 8] are missing"))
        .anySatisfy(detail -> assertThat(detail).contains("property says 3:"))
        .anySatisfy(detail -> assertThat(detail).contains("the committer knows 3"));
  }

  /** The rolled back snapshots themselves have long been expired. */
  @Test
  void aGapThatIsExplainedIsNone() {
    table
        .fresh()
        .updateProperties()
        .set(DroppedLedgers.KEY, DroppedLedgers.NONE.with(7, 8).toString())
        .commit();
    WrittenFile file = TestFiles.write(table, Events.few(77));
    append(
        TestFiles.describe(table, file), append -> append.set(LedgerMarker.KEY, "9:someone-else"));
    accounts.gone.addAll(List.of(4L, 6L));
    assertThat(findings())
        .extracting(Finding::detail)
        .anySatisfy(detail -> assertThat(detail).contains("commits [5] are missing"));
    accounts.gone.add(5L);
    assertThat(findings())
        .extracting(Finding::detail)
        .noneSatisfy(detail -> assertThat(detail).contains("are missing"));
  }

  @Test
  void aPartitionThatDoesNotAnswerIsTold() {
    accounts.silent.add(PARTITION);
    AuditReport report = audit.run(Scope.full(Optional.of(Set.of(PARTITION))));
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().partitions()).containsExactly(PARTITION);
    accounts.silent.clear();
    assertThat(audit.run(Scope.full(Optional.empty())).unasked().isNobody()).isTrue();
  }

  /** What is suspicious and cannot be asked a second time is not all right. */
  @Test
  void aPartitionThatFallsSilentBetweenTwoLooksIsTold() {
    table.fresh().newDelete().deleteFile(dataFile(1)).commit();
    accounts.silentFromQuestion(2, PARTITION);
    AuditReport report = audit.run(Scope.quick(Optional.empty()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().partitions()).containsExactly(PARTITION);
  }

  @Test
  void aCommitterThatDoesNotAnswerIsTold() {
    accounts.isCommitterSilent = true;
    AuditReport report = audit.run(Scope.quick(Optional.empty()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().committer()).isTrue();
  }

  @Test
  void compactionChangesNothing() {
    List<AppendedBatch> batches = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      for (AppendedBatch batch : Events.few(number)) {
        batches.add(
            new AppendedBatch(2L * number + batch.append(), batch.batch(), batch.duplicates()));
      }
    }
    DataFile compacted = TestFiles.describe(table, TestFiles.write(table, batches));
    table
        .fresh()
        .newRewrite()
        .deleteFile(dataFile(0))
        .deleteFile(dataFile(1))
        .deleteFile(dataFile(2))
        .addFile(compacted)
        .commit();
    assertThat(findings()).isEmpty();
  }

  /** A commit lands right before the accounts are told, and another before the table is read. */
  @Test
  void rowsInMotionAreNoFinding() {
    accounts.whenAsked = this::commitNext;
    assertThat(findings()).isEmpty();
    assertThat(committed).as("two for the accounts, two for what was beyond them").hasSize(7);
  }

  @Test
  void changesAreTheirPartitions() {
    long before = table.fresh().currentSnapshot().snapshotId();
    assertThat(Changes.since(table, before).partitions()).contains(Set.of());
    commitNext();
    assertThat(Changes.since(table, before).partitions()).contains(Set.of(PARTITION));
    assertThat(Changes.since(table, 12345).partitions()).isEmpty();
  }
}

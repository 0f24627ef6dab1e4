package dev.firn.catalog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.ledger.LedgerView;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import dev.firn.events.AppendedBatch;
import dev.firn.events.DeadLetter;
import dev.firn.events.DeadLetter.Cause;
import dev.firn.events.DeadLetters;
import dev.firn.events.EventBatch;
import dev.firn.events.RowBlock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition counts dead letters, and these are in a table of their own, or should be. */
class LakeAuditTest {
  private static final String PARTITION = Events.PARTITION.id();
  private static final Instant HOUR_IS_OVER = Instant.parse("2025-11-22T11:00:00Z");

  private final FakeAccounts events = new FakeAccounts();
  private final FakeAccounts letters = new FakeAccounts();
  private final ExecutorService planner = Executors.newSingleThreadExecutor();
  private final List<WrittenFile> committed = new ArrayList<>();
  private ServedCatalog catalog;
  private EventTable table;
  private EventTable rejected;
  private Optional<Duration> keptFor = Optional.empty();
  private Instant now = HOUR_IS_OVER;
  private long rows;

  @BeforeEach
  void twoFilesOfLetters(@TempDir Path folder) throws IOException {
    catalog = ServedCatalog.in(folder);
    table = catalog.openTable();
    rejected = catalog.openTable("events_rejected");
    commitLetters(1, 1, 3);
    commitLetters(2, 1, 2);
    counted(3, 2);
  }

  @AfterEach
  void close() {
    planner.shutdownNow();
    catalog.close();
  }

  /** Letters of an append of the partition of events, in a file and a commit of their own. */
  private void commitLetters(long epoch, long append, int count) {
    String writer = PARTITION + "#" + epoch;
    AppendedBatch originals =
        new AppendedBatch(append, Events.appends(1, count, epoch).get(0).batch(), new BitSet());
    DeadLetters dead = new DeadLetters(writer, originals);
    RowBlock block = new RowBlock(Events.PARTITION, Events.origin(1));
    for (int i = 0; i < count; i++) {
      DeadLetter letter = dead.of(i, new Cause("missing_value", "subject"));
      block.add(letter.toCloudEvent(), letter.place().identity());
    }
    AppendedBatch batch =
        new AppendedBatch(
            committed.size() + 1L, EventBatch.of(Events.PARTITION, List.of(block)), new BitSet());
    commit(TestFiles.write(rejected, List.of(batch)));
    rows += count;
    letters.committed(PARTITION, committed.size(), rows, committed.size());
  }

  private void commit(WrittenFile file) {
    LedgerView view = new CommitLedger(rejected).read();
    LedgerOutcome outcome =
        new CommitLedger(rejected)
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
  }

  /** As many rows of each epoch, from the first on, are dead letters by the partition's account. */
  private void counted(long... rejectedRows) {
    List<WriterAccount> epochs = new ArrayList<>();
    for (long count : rejectedRows) {
      epochs.add(new WriterAccount(epochs.size() + 1L, "", 1, 0, count, 0, count, 0));
    }
    events.put(PARTITION, new PartitionAccounts(1, 0, epochs));
  }

  private LakeAudit.Report run(Scope scope) {
    TableAudit.Means means = new TableAudit.Means(Duration.ofMillis(1), 7, planner);
    return new LakeAudit(
            TableAudit.ofEvents(table, events, means),
            TableAudit.ofDeadLetters(
                rejected, letters, new DeadLetterRules(events, keptFor, () -> now), means))
        .run(scope);
  }

  private AuditReport full() {
    return ofRejected(Scope.full(Optional.empty()));
  }

  private AuditReport quick() {
    return ofRejected(Scope.quick(Optional.empty()));
  }

  private AuditReport ofRejected(Scope scope) {
    LakeAudit.Report report = run(scope);
    assertThat(report.events().findings()).isEmpty();
    return report.rejected();
  }

  private DataFile dataFile(int number) {
    return TestFiles.describe(rejected, committed.get(number));
  }

  private void removedBySomebody(int number) {
    rejected.fresh().newDelete().deleteFile(dataFile(number)).set("engine-name", "spark").commit();
  }

  @Test
  void whatIsWhereItBelongsIsNoFinding() {
    AuditReport report = full();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes()).isEmpty();
    assertThat(report.unasked().isNobody()).isTrue();
    assertThat(report.counts().letters()).isEqualTo(5);
    assertThat(report.counts().files()).isEqualTo(2);
    assertThat(report.counts().checksums()).isEqualTo(2);
    assertThat(report.counts().identities()).isEqualTo(5);
    assertThat(report.totals().committed()).isEqualTo(5);
  }

  @Test
  void lettersThatSomebodyTookOut() {
    removedBySomebody(1);
    for (AuditReport report : List.of(quick(), full())) {
      assertThat(report.findings()).hasSize(1);
      assertThat(report.findings().get(0).check()).isEqualTo(Check.REMOVED);
      assertThat(report.findings().get(0).rows()).isEqualTo(2);
      assertThat(report.findings().get(0).detail()).contains("(delete, spark)");
    }
  }

  @Test
  void aDamagedFileOfLetters() throws IOException {
    Path object = Path.of(URI.create(committed.get(0).location()).getPath());
    try (RandomAccessFile file = new RandomAccessFile(object.toFile(), "rw")) {
      file.seek(300);
      int before = file.read();
      file.seek(300);
      file.write(before ^ 4);
    }
    assertThat(full().findings()).extracting(Finding::check).contains(Check.CHECKSUM);
  }

  /** Its own buffer has forgotten all: only the partition that counted them knows. */
  @Test
  void lettersThatAreNowhere() {
    removedBySomebody(1);
    letters.committed(PARTITION, 1, 3, 2);
    for (AuditReport report : List.of(quick(), full())) {
      assertThat(report.findings()).hasSize(1);
      assertThat(report.findings().get(0).check()).isEqualTo(Check.ACCOUNTS);
      assertThat(report.findings().get(0).rows()).isEqualTo(2);
      assertThat(report.findings().get(0).detail())
          .isEqualTo(
              "2 dead letters are nowhere: the partition counts 3 in epoch 1, 2 in epoch 2;"
                  + " 3 are in their table and 0 on the way there");
    }
  }

  @Test
  void lettersOfAPartitionThatHasNoneAnywhere() {
    String other = "page.view/2025-11-22T09";
    events.put(
        other, new PartitionAccounts(1, 0, List.of(new WriterAccount(1, "", 1, 0, 4, 0, 4, 0))));
    letters.put(other, new PartitionAccounts(0, 0, List.of()));
    letters.asleep.add(other);
    AuditReport report = ofRejected(Scope.quick(Optional.of(Set.of(other))));
    assertThat(report.partitions()).containsExactly(other);
    assertThat(report.findings()).extracting(Finding::rows).containsExactly(4L);
  }

  @Test
  void lettersOfOneEpochDoNotStandInForThoseOfAnother() {
    counted(2, 3);
    assertThat(quick().findings()).isEmpty();
    List<Finding> findings = full().findings();
    assertThat(findings).extracting(Finding::rows).containsExactly(1L);
    assertThat(findings.get(0).detail()).contains("2 in epoch 1, 3 in epoch 2; 4 are in");
  }

  @Test
  void lettersOnTheirWayAreThere() {
    counted(3, 4);
    letters.put(
        PARTITION,
        new PartitionAccounts(3, 2, List.of(new WriterAccount(1, "", 1, 2, 7, 0, 0, 5))));
    assertThat(full().findings()).isEmpty();
  }

  /** Kept twice around a crash, and by then the table takes the row: it is counted nowhere. */
  @Test
  void moreLettersThanAreCountedAreNoFinding() {
    counted(3, 1);
    assertThat(full().findings()).isEmpty();
  }

  @Test
  void epochsThatAreForgottenAreNotCompared() {
    events.put(
        PARTITION,
        new PartitionAccounts(1, 0, List.of(new WriterAccount(2, "", 1, 0, 2, 0, 2, 0))));
    assertThat(full().findings()).isEmpty();
    events.put(PARTITION, new PartitionAccounts(0, 0, List.of()));
    assertThat(full().findings()).isEmpty();
  }

  @Test
  void whatWentToATableThatIsReplacedIsNotCompared() {
    counted(3, 2, 100);
    for (WriterAccount lost :
        List.of(
            new WriterAccount(1, "another-table", 1, 2, 105, 0, 0, 105),
            new WriterAccount(1, String.valueOf(rejected.fresh().uuid()), 2, 2, 2, 0, 0, 2))) {
      letters.put(PARTITION, new PartitionAccounts(2, 0, List.of(lost)));
      AuditReport report = full();
      assertThat(report.findings()).isEmpty();
      assertThat(report.counts().letters()).isZero();
    }
  }

  @Test
  void lettersOlderThanTheyAreToBeKeptMayBeGone() {
    removedBySomebody(0);
    keptFor = Optional.of(Duration.ofDays(30));
    now = HOUR_IS_OVER.plus(Duration.ofDays(30));
    assertThat(full().findings()).hasSize(1);
    now = now.plusSeconds(1);
    AuditReport report = full();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notes())
        .containsExactly("3 dead letters are gone, older than they are to be kept");
  }

  /** Driven again, rejected again: the event is the same, the place where it stood is not. */
  @Test
  void anEventMayBeRejectedTwice() {
    commitLetters(1, 2, 3);
    counted(6, 2);
    assertThat(full().findings()).isEmpty();
  }

  @Test
  void aRowWithTwoLetters() {
    commitLetters(1, 1, 3);
    List<Finding> findings = full().findings();
    assertThat(findings).extracting(Finding::check).containsExactly(Check.IDENTITY);
    assertThat(findings.get(0).rows()).isEqualTo(3);
    assertThat(findings.get(0).detail()).contains("3 dead letters", "#1 append 1 row ");
  }

  @Test
  void whoDoesNotAnswerIsTold() {
    letters.silent.add(PARTITION);
    AuditReport report = full();
    assertThat(report.findings()).isEmpty();
    assertThat(report.unasked().partitions()).containsExactly(PARTITION);
  }

  /** What is not known to have letters is not woken. */
  @Test
  void onlyPartitionsWithLettersAreLookedAt() {
    events.put(
        "other.type/2025-11-22T10",
        new PartitionAccounts(0, 0, List.of(new WriterAccount(1, "", 1, 0, 0, 0, 0, 0))));
    assertThat(run(Scope.quick(Optional.empty())).events().partitions()).hasSize(2);
    assertThat(quick().partitions()).containsExactly(PARTITION);
    assertThat(
            ofRejected(Scope.quick(Optional.of(Set.of("other.type/2025-11-22T10")))).partitions())
        .isEmpty();
  }
}

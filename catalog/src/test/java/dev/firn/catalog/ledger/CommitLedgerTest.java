package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.NeedsRewrite;
import dev.firn.catalog.ledger.LedgerOutcome.Parked;
import dev.firn.catalog.ledger.LedgerOutcome.RolledBack;
import dev.firn.catalog.ledger.LedgerOutcome.TableMissing;
import dev.firn.catalog.ledger.LedgerOutcome.TableReplaced;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.ServedCatalog;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitLedgerTest {
  private static final int ROWS = 10;
  private ServedCatalog catalog;
  private EventTable table;
  private CommitLedger ledger;
  @TempDir Path folder;

  @BeforeEach
  void open() throws IOException {
    catalog = ServedCatalog.in(folder);
    table = catalog.openTable();
    ledger = new CommitLedger(table);
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  @Test
  void commitsFollowOneAnother() {
    for (int number = 1; number <= 3; number++) {
      LedgerCommit commit = plan(write(number), write(number + 100));
      assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    }
    assertThat(ledger.read().ledger()).isEqualTo(3);
    assertThat(ledger.read().sequenceNumber()).isEqualTo(3);
    assertRowsOnce(6 * ROWS);
    assertThat(table.fresh().properties().get(LedgerMarker.KEY)).startsWith("3:");
    assertThat(table.fresh().currentSnapshot().summary().get(LedgerMarker.KEY)).startsWith("3:");
  }

  @Test
  void oneAttemptIsOnePost() {
    ledger.attempt(plan(write(1)));
    assertThat(catalog.commitsSeen()).isEqualTo(1);
  }

  @Test
  void aFileWithNullsInAColumnThatIsRequiredSinceIsToBeWrittenAnew() {
    LedgerCommit commit = plan(write(1));
    table
        .fresh()
        .updateSchema()
        .allowIncompatibleChanges()
        .requireColumn("cf_city")
        .requireColumn("cf_country")
        .commit();
    assertThat(ledger.attempt(commit))
        .isInstanceOfSatisfying(
            NeedsRewrite.class,
            rewrite -> assertThat(rewrite.fileDescriptors()).isEqualTo(commit.fileDescriptors()));

    table.fresh().updateSchema().makeColumnOptional("cf_city").commit();
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
  }

  @Test
  void aColumnMadeRequiredBetweenLookAndCommitIsSeenInTime() {
    LedgerCommit commit = plan(write(1));
    beforeTheNextCommit(schema -> schema.allowIncompatibleChanges().requireColumn("cf_city"));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(NeedsRewrite.class);
    assertRowsOnce(0);
  }

  @Test
  void aColumnAddedOrDroppedBetweenLookAndCommitCostsARetry() {
    LedgerCommit commit = plan(write(1));
    beforeTheNextCommit(schema -> schema.addColumn("note", Types.StringType.get()));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    beforeTheNextCommit(schema -> schema.deleteColumn("note"));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(ROWS);
  }

  private void beforeTheNextCommit(Consumer<UpdateSchema> change) {
    catalog.faultNextCommit(
        real -> {
          UpdateSchema schema = table.fresh().updateSchema();
          change.accept(schema);
          schema.commit();
          return Fault.Answer.of(real.land());
        });
  }

  @Test
  void theSameCommitAgainChangesNothing() {
    LedgerCommit commit = plan(write(1));
    LedgerOutcome first = ledger.attempt(commit);
    assertThat(ledger.attempt(commit)).isEqualTo(first);
    assertThat(catalog.commitsSeen()).isEqualTo(1);
    assertRowsOnce(ROWS);
  }

  @Test
  void aRetryAfterOfAnHourEndsWhenTheCallerIsInterrupted() throws Exception {
    LedgerCommit commit = plan(write(1));
    CountDownLatch asked = new CountDownLatch(1);
    catalog.faultNextCommit(
        real -> {
          asked.countDown();
          return Fault.landedBut(503, Map.of("Retry-After", "3600")).answer(real);
        });
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<LedgerOutcome> held = thread.submit(() -> ledger.attempt(commit));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      thread.shutdownNow();
      assertThat(held.get(20, TimeUnit.SECONDS)).isNotNull();
    } finally {
      thread.shutdownNow();
    }
    assertThat(attemptUntilKnown(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(ROWS);
  }

  @Test
  void aFileOfTheWrongSizeIsToBeWrittenAnew() throws IOException {
    WrittenFile cut = write(1);
    Path path = Path.of(URI.create(cut.location()));
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));
    assertThat(ledger.attempt(plan(cut))).isInstanceOf(NeedsRewrite.class);
    assertThat(catalog.commitsSeen()).isZero();
  }

  @Test
  void aNewColumnOrPartitionFieldIsNoHindranceForFilesWrittenBefore() {
    LedgerCommit commit = plan(write(1));
    table.fresh().updateSchema().addColumn("note", Types.StringType.get()).commit();
    table.fresh().updateSpec().addField(Expressions.bucket("id", 4)).commit();
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(ROWS);
  }

  @Test
  void filesOfASpecThatIsGoneAreToBeWrittenAnew() {
    LedgerCommit commit = plan(write(1));
    table.fresh().updateSpec().addField(Expressions.bucket("id", 4)).commit();
    table.fresh().expireSnapshots().cleanExpiredMetadata(true).commit();
    assertThat(ledger.attempt(commit)).isInstanceOf(NeedsRewrite.class);
  }

  @Test
  void anotherWriterBetweenLookAndCommitIsNoFailure() {
    ledger.attempt(plan(write(1)));
    LedgerCommit commit = plan(write(2));
    WrittenFile foreign = write(50);
    catalog.faultNextCommit(
        real -> {
          appendAsAnother(foreign);
          return Fault.Answer.of(real.land());
        });

    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(3 * ROWS);
  }

  @Test
  void anExpiredMarkerIsFoundInTheProperty() {
    LedgerCommit commit = plan(write(1));
    ledger.attempt(commit);
    appendAsAnother(write(50));
    Table loaded = table.fresh();
    loaded
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis())
        .retainLast(1)
        .cleanupLevel(CleanupLevel.METADATA_ONLY)
        .commit();

    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(2 * ROWS);
  }

  @Test
  void aRolledBackCommitIsReported() {
    ledger.attempt(plan(write(1)));
    long before = ledger.read().snapshotId();
    LedgerCommit commit = plan(write(2));
    ledger.attempt(commit);
    table.fresh().manageSnapshots().rollbackTo(before).commit();

    assertThat(ledger.attempt(commit)).isEqualTo(new RolledBack(2, before, 1));
    LedgerCommit again = plan(commit.fileDescriptors());
    assertThat(again.ledger()).isEqualTo(3);
    assertThat(ledger.attempt(again)).isInstanceOf(Committed.class);
    assertRowsOnce(2 * ROWS);
  }

  @Test
  void aRollbackWhoseTraceExpiredIsDecidedByRows() {
    ledger.attempt(plan(write(1)));
    long before = ledger.read().snapshotId();
    LedgerCommit commit = plan(write(2));
    ledger.attempt(commit);
    table.fresh().manageSnapshots().rollbackTo(before).commit();
    appendAsAnother(write(50));
    table
        .fresh()
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis())
        .retainLast(1)
        .cleanupLevel(CleanupLevel.NONE)
        .commit();

    assertThat(ledger.attempt(commit)).isInstanceOf(RolledBack.class);
  }

  @Test
  void aRecreatedTableClosesTheLedger() {
    LedgerCommit commit = plan(write(1));
    assertThat(catalog.ask("DELETE", "/v1/namespaces/analytics/tables/events", "").status())
        .isEqualTo(204);
    assertThat(ledger.attempt(commit)).isEqualTo(new TableMissing());

    EventTable recreated = catalog.openTable();
    assertThat(ledger.attempt(commit)).isEqualTo(new TableReplaced(recreated.form().uuid()));
  }

  @Test
  void aForeignCommitterOrAJournalGoneBackParks() {
    ledger.attempt(plan(write(1)));
    LedgerCommit stale = plan(write(2));
    ledger.attempt(plan(write(3)));

    assertThat(ledger.attempt(stale)).isInstanceOf(Parked.class);
    assertRowsOnce(2 * ROWS);
  }

  @Test
  void aMarkerThatIsNotOneParks() {
    table.fresh().updateProperties().set(LedgerMarker.KEY, "what").commit();
    LedgerCommit commit =
        new LedgerCommit(table.form().uuid(), 1, "x", List.of(write(1).descriptor()), -1, 0);
    assertThat(ledger.attempt(commit)).isInstanceOf(Parked.class);
  }

  @Test
  void aFileThatIsGoneIsToBeWrittenAnew() {
    WrittenFile gone = write(1);
    WrittenFile there = write(2);
    table.io().deleteFile(gone.location());

    LedgerOutcome outcome = ledger.attempt(plan(gone, there));
    assertThat(outcome).isInstanceOf(NeedsRewrite.class);
    assertThat(((NeedsRewrite) outcome).fileDescriptors()).containsExactly(gone.descriptor());
    assertThat(catalog.commitsSeen()).isZero();
  }

  @Test
  void anUnreachableCatalogIsUnknown() {
    LedgerCommit commit = plan(write(1));
    catalog.faultNext(request -> request.method().equals("GET"), Fault.refused(401));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
  }

  @Test
  void aFaultyReadBackIsAskedAgain() {
    ledger.attempt(plan(write(1)));
    LedgerCommit commit = plan(write(2));
    catalog.faultNextCommit(
        Fault.landedBut(500)
            .after(
                () ->
                    catalog.faultNext(
                        request -> request.method().equals("GET"), Fault.refused(401))));
    assertThat(attemptUntilKnown(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(2 * ROWS);
  }

  private WrittenFile write(int seed) {
    return TestFiles.write(table, Events.few(seed));
  }

  private LedgerCommit plan(WrittenFile... files) {
    return plan(Stream.of(files).map(WrittenFile::descriptor).toList());
  }

  private LedgerCommit plan(List<String> descriptors) {
    LedgerView view = ledger.read();
    return new LedgerCommit(
        view.tableUuid(),
        view.ledger() + 1,
        UUID.randomUUID().toString(),
        descriptors,
        view.snapshotId(),
        view.sequenceNumber());
  }

  private void appendAsAnother(WrittenFile file) {
    Table other = table.fresh();
    other.newAppend().appendFile(TestFiles.describe(table, file)).commit();
  }

  private LedgerOutcome attemptUntilKnown(LedgerCommit commit) {
    Supplier<LedgerOutcome> attempt = () -> ledger.attempt(commit);
    return Stream.generate(attempt)
        .limit(10)
        .filter(outcome -> !(outcome instanceof Unknown))
        .findFirst()
        .orElseThrow();
  }

  private void assertRowsOnce(int count) {
    List<String> ids =
        TestFiles.rows(table.fresh()).stream().map(row -> (String) row.getField("id")).toList();
    assertThat(ids).hasSize(count).doesNotHaveDuplicates();
  }
}

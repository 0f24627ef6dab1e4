package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.Fault.Landing;
import dev.firn.bench.faults.front.FrontRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A running node whose object store, disk or table fails it. */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class StoreFaultsTest {
  @TempDir static Path folder;
  private static QuickNode node;

  /** What is sent when there is a new table. */
  private static FewEvents later;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    node = QuickNode.start(folder);
    later = new FewEvents(node.rig().url());
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
  }

  static Stream<Fault> writes() {
    return StoreFaults.ofWrites(QuickNode.HANG).stream()
        .filter(fault -> !(fault.landing() instanceof Landing.Late));
  }

  /** Of a data file, and of the ids that go with it. */
  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("writes")
  void everyRowIsThereOnceAfterFailedWrites(Fault fault) throws IOException, InterruptedException {
    node.store().next(FrontRequest::isDataFileWrite, fault);
    node.store().next(FrontRequest::isIdsWrite, fault);
    postAndCount();
  }

  static Stream<Fault> manifestWrites() {
    return Stream.of(
        Fault.landed("landed, dropped", new Answer.Drop()),
        Fault.landed("landed, 403", Fault.status(403)),
        Fault.lost("lost, 500", Fault.status(500)));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("manifestWrites")
  void everyRowIsThereOnceAfterAFailedWriteOfAManifest(Fault fault)
      throws IOException, InterruptedException {
    node.store().next(FrontRequest::isManifestWrite, fault);
    postAndCount();
  }

  static Stream<Fault> lateWrites() {
    return StoreFaults.late().stream();
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("lateWrites")
  void everyRowIsThereOnceWhereWritesComeLate(Fault fault)
      throws IOException, InterruptedException {
    int before = node.rig().storeFront().lateAnswers().size();
    node.store().next(FrontRequest::isDataFileWrite, fault);
    node.store().next(FrontRequest::isIdsWrite, fault);
    postAndCount();

    assertThat(node.rig().storeFront().lateAnswers()).hasSize(before + 2);
  }

  static Stream<Fault> reads() {
    return CommitFaults.ofLooks(QuickNode.HANG).stream();
  }

  /** A file that the store denies is written anew. */
  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("reads")
  void everyRowIsThereOnceAfterAFailedRead(Fault fault) throws IOException, InterruptedException {
    node.store().next(FrontRequest::isRead, fault);
    postAndCount();
  }

  private static void postAndCount() throws IOException, InterruptedException {
    node.events().postUntilCommitted();
    assertThat(node.store().waiting()).as("faults that nothing met").isZero();
    node.assertThatRowsAreCountedOnce();
  }

  @Order(2)
  @Test
  void nothingIsEverOverwritten() {
    assertThat(node.writes()).isNotEmpty().allMatch(FrontRequest::isCreateOnly);
  }

  /** While flushes and commits are under way. */
  @Order(2)
  @Test
  void theStoreAndTheCatalogMayRestart() throws IOException, InterruptedException {
    FewEvents.Sending sending = node.events().startSending();
    sending.awaitMore(5);
    node.rig().restartStore(Duration.ofMillis(500));
    sending.awaitMore(5);
    node.rig().restartCatalog(Duration.ofMillis(500));
    sending.awaitMore(5);
    sending.stop();

    node.awaitDrained(node.events());
    assertThat(node.check(node.events()).problems()).isEmpty();
  }

  /** A limit on the length of files needs no privilege, and the kernel's refusal is real. */
  @Order(3)
  @Test
  void withoutRoomOnItsDiskANodeAcknowledgesNothingAndGoesOnWhenThereIsSome()
      throws IOException, InterruptedException {
    node.rig().node().limitFiles("4096");
    FewEvents.Reply refused = node.events().tryToPost();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.isToldWhenToComeAgain()).isTrue();
    assertThat(node.rig().node().api().readiness()).contains("read-only", "File too large");

    node.rig().node().limitFiles("unlimited");
    QuickNode.awaitThat(() -> node.events().tryToPost().status() == 200);
    node.events().postUntilCommitted();
    node.awaitDrained(node.events());
    assertThat(node.check(node.events()).problems()).isEmpty();
  }

  @Order(4)
  @Test
  void aDamagedJournalIsRefusedWithAdvice() throws IOException, InterruptedException {
    node.events().post();
    node.rig().node().kill();
    Path log = longestLog();
    byte[] whole = Files.readAllBytes(log);
    Path journal = node.rig().node().data().resolve("journal");
    copy(journal, folder.resolve("journal-copy"));

    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), whole.length / 2);
    }
    assertThatItDoesNotStart(log.getFileName().toString(), "Restore the folder");
    // Whatever else keeps the node from starting.
    node.lose(request -> true);
    restore(journal);
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(whole.length - 20);
    }
    assertThatItDoesNotStart("lost acknowledged writes", "accept-data-loss");

    node.loseNothing();
    restore(journal);
    node.rig().node().start(List.of());
    node.events().postUntilCommitted();
    node.awaitDrained(node.events());
    assertThat(node.check(node.events()).problems()).isEmpty();
  }

  private static void assertThatItDoesNotStart(String... words) {
    assertThatThrownBy(() -> node.rig().node().start(List.of()))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains("firn: cannot start").contains(words));
    assertThat(node.rig().node().exitCode()).isEqualTo(2);
  }

  /** The whole folder, as the message says. */
  private static void restore(Path journal) throws IOException {
    Files.move(journal, folder.resolve("journal-" + UUID.randomUUID()));
    copy(folder.resolve("journal-copy"), journal);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static Path longestLog() throws IOException {
    try (Stream<Path> files = Files.list(node.rig().node().data().resolve("journal/db"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  @Order(5)
  @Test
  void unflushedRowsGoOnceToATableThatWasRecreated() throws IOException, InterruptedException {
    node.catalog().next(FrontRequest::isCommit, LateLanding.ON_ITS_WAY);
    node.lose(FrontRequest::isCommit);
    node.postIntoAnOpenPlan(later);
    later.post();
    node.rig().lake().recreateEvents();
    assertThat(LateLanding.deliver(node).status()).as("a commit to the old one").isEqualTo(409);
    node.loseNothing();

    node.awaitDrained(later);
    later.postUntilCommitted();
    node.awaitDrained(later);
    assertThat(node.check(later).problems()).isEmpty();
  }

  @Order(6)
  @Test
  void rowsThatASchemaChangeShutsOutOfTheirFileAreDeadLetters()
      throws IOException, InterruptedException {
    node.lose(FrontRequest::isCommit);
    node.postIntoAnOpenPlan(later);
    // No attempt may be under way that has seen the table as it was.
    node.lose(request -> true);
    node.awaitLosses(4);
    node.rig()
        .lake()
        .events()
        .updateSchema()
        .allowIncompatibleChanges()
        .requireColumn("dataschema")
        .commit();
    node.loseNothing();
    node.awaitDrained(later);

    assertThat(node.check(later))
        .matches(found -> found.problems().isEmpty(), "without problems")
        .matches(found -> found.deadLetters() == FewEvents.AT_A_TIME, "with dead letters");
    node.rig().lake().events().updateSchema().makeColumnOptional("dataschema").commit();
    later.postUntilCommitted();
  }
}

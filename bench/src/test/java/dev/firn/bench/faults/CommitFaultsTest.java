package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.FaultFront;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.LateAnswer;
import dev.firn.bench.faults.lake.Upkeep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A running node, a real catalog, a real store: one commit after another meets a fault. */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class CommitFaultsTest {
  private static final int LANDED = 200;

  /** The table's present snapshot is not the one that the commit was made for. */
  private static final int OVERTAKEN = 409;

  @TempDir static Path folder;
  private static QuickNode node;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    node = QuickNode.start(folder);
    // Something to roll back to, and files to compact.
    node.events().postUntilCommitted();
    node.events().postUntilCommitted();
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
  }

  /** Each fault, and where that is the dangerous case, another writer's commit on top of it. */
  static Stream<Fault> faults() {
    return Stream.concat(
        CommitFaults.lost().stream(),
        CommitFaults.landed(QuickNode.HANG).stream().map(CommitFaultsTest::underAnother));
  }

  private static Fault underAnother(Fault fault) {
    return fault.with("another writer on top", node.rig().secondWriter()::append);
  }

  /** Each landed fault with other things that happen to tables, each of which meets every kind. */
  static Stream<Fault> withUpkeep() {
    List<Fault> faults = new ArrayList<>();
    List<Fault> landed = CommitFaults.landed(QuickNode.HANG);
    for (int i = 0; i < landed.size(); i++) {
      // The list goes from kind to kind in runs of three to five.
      faults.add(situation(landed.get(i), i % 4));
      faults.add(situation(landed.get(i), (i + 1 + i / 4 % 3) % 4));
    }
    return faults.stream();
  }

  private static Fault situation(Fault fault, int number) {
    Upkeep upkeep = node.rig().upkeep();
    return switch (number) {
      case 0 ->
          fault.with("its snapshot expired", () -> upkeep.expireUnder(node.rig().secondWriter()));
      case 1 -> fault.with("compacted", upkeep::compact);
      case 2 -> fault.with("rolled back", upkeep::rollBack);
      default -> fault.with("rolled back and expired", upkeep::rollBackAndExpire);
    };
  }

  /** Commits that are held back, and what the catalog says to each when it comes. */
  static Stream<Arguments> late() {
    Map<Fault, Integer> alone = new LinkedHashMap<>();
    List<Fault> faults = CommitFaults.late();
    faults.forEach(fault -> alone.put(fault, LANDED));
    alone.put(faults.get(faults.size() - 1), OVERTAKEN);
    return Stream.concat(
        alone.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue())),
        faults.stream().map(fault -> Arguments.of(underAnother(fault), OVERTAKEN)));
  }

  @Order(1)
  @Test
  void flushedCommitsThatSomebodyRollsBackComeBack() throws IOException, InterruptedException {
    node.events().postUntilCommitted();
    node.events().postUntilCommitted();
    node.awaitDrained(node.events());
    // A catalog that commits at once would have them back before they are missed.
    node.lose(FrontRequest::isCommit);
    node.rig().upkeep().rollBack(2, snapshot -> true);
    assertThat(node.check(node.events()).lost()).as("lost by the rollback").isEqualTo(8);

    node.loseNothing();
    node.awaitDrained(node.events());
    node.events().postUntilCommitted();
    node.assertThatRowsAreCountedOnce();
  }

  @Order(2)
  @ParameterizedTest(name = "{0}")
  @MethodSource({"faults", "withUpkeep"})
  void everyRowIsThereOnceAfter(Fault fault) throws IOException, InterruptedException {
    node.catalog().next(FrontRequest::isCommit, fault);
    node.events().postUntilCommitted();

    assertThatItHappened();
    node.assertThatRowsAreCountedOnce();
  }

  private static void assertThatItHappened() {
    assertThat(node.catalog().waiting()).isZero();
    assertThat(node.rig().catalogFront().failures()).isEmpty();
  }

  @Order(2)
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("late")
  void whatIsHeldBackLandsUnlessItIsOvertaken(Fault fault, int answer)
      throws IOException, InterruptedException {
    node.catalog().next(FrontRequest::isCommit, fault);

    assertThat(lateAnswer().status()).isEqualTo(answer);
    node.assertThatRowsAreCountedOnce();
  }

  /** Its base is the present one again; only its sequence number tells that it is old. */
  @Order(2)
  @Test
  void whatIsHeldBackUntilTheCommitIsRolledBackIsRefused()
      throws IOException, InterruptedException {
    AtomicBoolean isRolledBack = new AtomicBoolean();
    Fault late =
        Fault.late(
            "late, after a rollback",
            request -> isRolledBack.get() && request.isTableLoad(),
            false);
    Fault rolledBack =
        Fault.landed("landed", new Answer.Real())
            .with(
                "rolled back",
                () -> {
                  node.rig().upkeep().rollBack();
                  isRolledBack.set(true);
                });
    node.catalog().next(FrontRequest::isCommit, late);
    node.catalog().next(FrontRequest::isCommit, rolledBack);

    assertThat(lateAnswer().body()).contains("older than last sequence number");
    node.assertThatRowsAreCountedOnce();
  }

  /** Of a cache on the way that takes an old answer for the present one. */
  @Order(2)
  @Test
  void aLookThatIsToldThatNothingChangedIsNoLook() throws IOException, InterruptedException {
    node.catalog()
        .next(
            FrontRequest::isCommit,
            underAnother(Fault.landed("landed, dropped", new Answer.Drop())));
    node.catalog().next(FrontRequest::isTableLoad, CommitFaults.NOT_MODIFIED);
    node.catalog().next(FrontRequest::isTableLoad, CommitFaults.NOT_MODIFIED);
    node.events().postUntilCommitted();

    assertThatItHappened();
    node.assertThatRowsAreCountedOnce();
  }

  /** What somebody does to the table's property, and to its history, while a commit is open. */
  static Stream<Arguments> ledgers() {
    Consumer<Upkeep> gone = Upkeep::removeLedger;
    Consumer<Upkeep> older = upkeep -> upkeep.setLedger("1:another");
    Consumer<Upkeep> back = upkeep -> upkeep.rollBack(2, snapshot -> true);
    return Stream.of(
        Arguments.of("the property is gone", gone),
        Arguments.of("the property is older than history", older),
        Arguments.of("history goes back, not the property", back));
  }

  @Order(2)
  @ParameterizedTest(name = "{0}")
  @MethodSource("ledgers")
  void theLedgerIsWhatPropertyAndHistorySayTogether(String name, Consumer<Upkeep> change)
      throws IOException, InterruptedException {
    beginACommitUnder(change);

    node.awaitDrained(node.events());
    node.events().postUntilCommitted();
    node.assertThatRowsAreCountedOnce();
  }

  /** Where neither tells, nothing is guessed: an operator says where the ledger is. */
  @Order(2)
  @Test
  void whereTheLedgerIsGoneFromBothItWaitsForAnOperator() throws Exception {
    AtomicReference<String> property = new AtomicReference<>("");
    beginACommitUnder(
        upkeep -> {
          property.set(upkeep.ledger());
          upkeep.removeLedger();
          upkeep.rollBack(2, snapshot -> true);
        });
    while (!node.rig().node().api().readiness().contains("parked until an operator has looked")) {
      node.events().post();
    }
    node.rig().upkeep().setLedger(String.valueOf(property.get()));

    node.awaitDrained(node.events());
    node.events().postUntilCommitted();
    node.assertThatRowsAreCountedOnce();
  }

  /** Some commits are behind it. */
  private static void beginACommitUnder(Consumer<Upkeep> change)
      throws IOException, InterruptedException {
    node.events().postUntilCommitted();
    node.events().postUntilCommitted();
    node.awaitDrained(node.events());
    node.lose(FrontRequest::isCommit);
    node.postIntoAnOpenPlan(node.events());
    // No attempt may be under way that has seen the table as it was.
    node.lose(request -> true);
    node.awaitLosses(4);
    change.accept(node.rig().upkeep());
    node.loseNothing();
  }

  /** What the catalog carries out when its plan is long given up is known, after a kill as well. */
  @Order(2)
  @ParameterizedTest(name = "{0}, killed: {1}, rows in another plan: {2}")
  @CsvSource({"ITS_FILE_WAS_DENIED, false, false", "ITS_TABLE_WAS_AWAY, true, true"})
  void aCommitThatWasGivenUpLandsAndIsKnown(
      LateLanding.Why why, boolean isKilled, boolean isWrittenAnew) throws Exception {
    node.events().postUntilCommitted();
    node.awaitDrained(node.events());
    LateLanding landing = LateLanding.hang(node);
    landing.giveUp(why);
    if (isWrittenAnew) {
      landing.writeAnew();
    }
    if (isKilled) {
      node.rig().node().kill();
      node.rig().node().start(List.of());
    }
    landing.carryOut();

    node.awaitDrained(node.events());
    node.events().postUntilCommitted();
    node.assertThatRowsAreCountedOnce();
    landing.assertThatItIsSeenThrough();
  }

  /** What the catalog says to the one commit that is held back while events are posted. */
  private static LateAnswer lateAnswer() throws IOException, InterruptedException {
    FaultFront front = node.rig().catalogFront();
    int before = front.lateAnswers().size();
    node.events().postUntilCommitted();
    QuickNode.awaitThat(() -> front.lateAnswers().size() > before);
    assertThatItHappened();
    return front.lateAnswers().get(before);
  }

  @Order(3)
  @Test
  void andEveryRowIsOneThatWasSent() {
    assertThat(node.check(node.events()).problems()).isEmpty();
  }
}

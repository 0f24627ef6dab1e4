package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.lake.Upkeep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** A running node, a real catalog, a real store: one commit after another meets a fault. */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class CommitFaultsTest {
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
        Stream.concat(CommitFaults.landed(QuickNode.HANG).stream(), CommitFaults.late().stream())
            .map(
                fault ->
                    fault.with("another writer on top", () -> node.rig().secondWriter().append())));
  }

  /** Each landed fault with one of the other things that happen to tables. */
  static Stream<Fault> withUpkeep() {
    List<Fault> faults = new ArrayList<>();
    List<Fault> landed = CommitFaults.landed(QuickNode.HANG);
    for (int i = 0; i < landed.size(); i++) {
      faults.add(situation(landed.get(i), i % 4));
    }
    return faults.stream();
  }

  private static Fault situation(Fault fault, int number) {
    Upkeep upkeep = node.rig().upkeep();
    return switch (number) {
      case 0 -> fault.with("its snapshot expired", () -> expireUnderAnother(upkeep));
      case 1 -> fault.with("compacted", upkeep::compact);
      case 2 -> fault.with("rolled back", upkeep::rollBack);
      default -> fault.with("rolled back and expired", upkeep::rollBackAndExpire);
    };
  }

  private static void expireUnderAnother(Upkeep upkeep) {
    node.rig().secondWriter().append();
    upkeep.expire();
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

    assertThat(node.catalog().waiting()).isZero();
    node.assertThatRowsAreCountedOnce();
  }

  @Order(3)
  @Test
  void andEveryRowIsOneThatWasSent() {
    assertThat(node.check(node.events()).problems()).isEmpty();
  }
}

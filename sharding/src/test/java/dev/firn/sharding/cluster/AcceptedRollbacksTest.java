package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.CommitterSteps.NEVER;
import static dev.firn.sharding.cluster.CommitterSteps.SOON;
import static dev.firn.sharding.cluster.CommitterSteps.commitThree;
import static dev.firn.sharding.cluster.CommitterSteps.committed;
import static dev.firn.sharding.cluster.CommitterSteps.committer;
import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.RollbackAnswer;
import dev.firn.sharding.RollbackAnswer.Accepted;
import dev.firn.sharding.RollbackAnswer.Refused;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator says of commits. */
class AcceptedRollbacksTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void whatAnOperatorRollsBackStaysOut() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      Accepted told = (Accepted) accept(node, MemoryLake.UUID, 2, 9);
      assertThat(told.ledgers()).containsExactly(new LedgerRange(2, 3));
      assertThat(told.status().settlingLedgers()).isEqualTo(1);
      lake.rollBackTo(1);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "4");
      assertThat(committer(node).goneLedgers()).containsExactly(new LedgerRange(2, 3));
    }
  }

  @Test
  void whatIsAcceptedBeforeItsLossWasNoticedStaysOut() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      lake.rollBackTo(1);
      assertThat(accept(node, MemoryLake.UUID, 2, 3)).isInstanceOf(Accepted.class);
      committed(node, node.store("4"));
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).settlingLedgers() == 2 && committer(node).plan().isEmpty());
      assertThat(lake.rows()).containsExactly("1", "4");
    }
  }

  @Test
  void whatIsAcceptedWhileALookGoesOnStaysOut() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      lake.rollBackTo(1);
      CompletableFuture<Void> end = new CompletableFuture<>();
      lake.endLooksWith(end);
      int looks = lake.looks();
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> lake.looks() > looks);
      accept(node, MemoryLake.UUID, 2, 3);
      end.complete(null);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "4");
      assertThat(committer(node).lostLedgers()).isZero();
    }
  }

  @Test
  void nothingIsAcceptedOfCommitsThatNobodyWatches() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      assertThat(reason(accept(node, MemoryLake.UUID, 4, 9)))
          .contains("none of the commits 4 to 9 is watched", "the newest is 3");
      assertThat(committer(node).settlingLedgers()).isEqualTo(3);

      lake.blockCommits(true);
      lake.rollBackTo(2);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).plan().isPresent());
      assertThat(reason(accept(node, MemoryLake.UUID, 3, 3))).contains("being added again");
      assertThat(reason(accept(node, MemoryLake.UUID, 4, 4))).contains("commit 4 is open");
    }
  }

  @Test
  void aTableThatNobodyKnowsGetsNoCommitterByBeingAskedFor() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.buffers.ask-timeout = 2 s")) {
      committed(node, node.store("1"));
      until(() -> committer(node).ledger() == 1);
      String unknown = "6f1c9a52-0000-4000-8000-00000000000f";
      assertThat(reason(accept(node, unknown, 1, 1))).contains(unknown, "no committer");
      assertThat(await(node.buffers().committers()))
          .extracting(CommitterStatus::tableUuid)
          .doesNotContain(unknown);
    }
  }

  /** Its committer has not been started, or not been found, by then. */
  @Test
  void whatIsAcceptedInTheFirstMomentOfANodeStaysOut() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
    }
    lake.rollBackTo(1);
    CompletableFuture<Void> end = new CompletableFuture<>();
    lake.endLooksWith(end);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      assertThat(accept(node, MemoryLake.UUID, 2, 3)).isInstanceOf(Accepted.class);
      end.complete(null);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "4");
    }
  }

  @Test
  void aCommitThatIsBeingAttemptedIsWaitedFor() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      CompletableFuture<Void> end = new CompletableFuture<>();
      lake.endAttemptWith(end);
      node.store("4");
      until(lake::isAttemptHanging);
      CompletionStage<RollbackAnswer> answer = node.buffers().acceptRollback(MemoryLake.UUID, 4, 4);
      await(node.buffers().committers());
      end.complete(null);
      assertThat(await(answer)).isInstanceOf(Accepted.class);
      lake.rollBackTo(3);
      committed(node, node.store("5"));
      assertThat(lake.rows()).containsExactly("1", "2", "3", "5");
    }
  }

  private static RollbackAnswer accept(TestNode node, String table, long from, long through) {
    return await(node.buffers().acceptRollback(table, from, through));
  }

  private static String reason(RollbackAnswer answer) {
    return answer instanceof Refused refused ? refused.reason() : answer.toString();
  }
}

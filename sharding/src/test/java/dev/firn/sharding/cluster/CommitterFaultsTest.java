package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.CommitterSteps.NEVER;
import static dev.firn.sharding.cluster.CommitterSteps.SOON;
import static dev.firn.sharding.cluster.CommitterSteps.commitThree;
import static dev.firn.sharding.cluster.CommitterSteps.committed;
import static dev.firn.sharding.cluster.CommitterSteps.committer;
import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Stored;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to the table, and what the committer does about it. */
class CommitterFaultsTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void commitsThatSomebodyRolledBackAreAddedAgainWithoutTraffic() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      lake.rollBackTo(1);

      until(() -> lake.rows().size() == 3);
      until(() -> committer(node).lostLedgers() == 0);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
      CommitterStatus status = committer(node);
      assertThat(status.ledger()).isEqualTo(5);
      assertThat(status.readdedFiles()).isEqualTo(2);
      assertThat(status.goneLedgers()).containsExactly(new LedgerRange(2, 3));
      assertThat(status.settlingLedgers()).isEqualTo(3);
    }
  }

  @Test
  void theNextCommitShowsThatTheOneBeforeIsGone() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      lake.rollBackTo(1);
      committed(node, node.store("4"));
      until(() -> lake.rows().size() == 4);
      assertThat(lake.rows()).containsExactlyInAnyOrder("1", "2", "3", "4");
    }
  }

  @Test
  void aCommitAddedAgainIsWatchedLikeAnyOther() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      lake.rollBackTo(2);
      until(() -> committer(node).ledger() == 4 && lake.rows().size() == 3);
      lake.rollBackTo(2);
      until(() -> committer(node).ledger() == 5 && lake.rows().size() == 3);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void whatComesBackByItselfIsNotAddedAndIsWatchedOn() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      lake.blockCommits(true);
      lake.rollBackTo(2);
      until(() -> committer(node).plan().isPresent());
      assertThat(committer(node).plan().orElseThrow().again()).isEqualTo(3);
      lake.undoRollback();
      lake.blockCommits(false);
      until(() -> committer(node).plan().isEmpty() && committer(node).lostLedgers() == 0);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
      assertThat(committer(node).ledger()).isEqualTo(3);

      lake.rollBackTo(2);
      until(() -> committer(node).ledger() == 4 && lake.rows().size() == 3);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void aRollbackWhileNobodyWasThereIsFoundAtTheNextStart() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
    }
    lake.rollBackTo(1);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      until(() -> lake.rows().size() == 3);
      assertThat(node.store("1", "2", "3")).matches(stored -> stored.duplicates() == 3);
    }
    assertThat(lake.rows()).containsExactly("1", "2", "3");
  }

  @Test
  void filesOfAPartitionThatSleepsAreAddedAgainToo() {
    try (TestNode node =
        new TestNode(folder, lake, SOON, "firn.buffers.passivate-after = 100 ms")) {
      committed(node, node.store("1"));
      until(() -> node.buffers().awake().count() == 0);
      lake.rollBackTo(0);
      until(() -> lake.rows().size() == 1);
      Stored next = node.store("2");
      assertThat(next.position().epoch()).as("its epoch was closed").isEqualTo(2);
      committed(node, next);
      assertThat(lake.rows()).containsExactly("1", "2");
    }
  }

  @Test
  void whereHistoryWasExpiredTheRowsDecide() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      lake.shortenHistory(true);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "2", "3", "4");

      lake.rollBackTo(2);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> lake.rows().size() == 4);
      assertThat(lake.rows()).containsExactly("1", "2", "3", "4");
    }
  }

  @Test
  void whereOnlySomeRowsAreThereAnOperatorIsCalledAndCommitsGoOn() {
    try (TestNode node = new TestNode(folder, lake, SOON, "firn.commit.interval = 2 s")) {
      committed(node, node.store("0"));
      CompletionStage<StoreOutcome> elsewhere =
          node.buffers().store(TestNode.rows("default", PartitionKey.of("other", 0)));
      Stored here = node.store("2");
      committed(node, here);
      committed(node, (Stored) await(elsewhere));
      assertThat(lake.ledger()).as("one commit for both partitions").isEqualTo(2);

      lake.deleteOneFileOf(2);
      lake.shortenHistory(true);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.PARKED);
      assertThat(committer(node).trouble().orElseThrow()).contains("only some of its rows");
      committed(node, node.store("3"));

      await(node.buffers().acceptRollback(MemoryLake.UUID, 2, 2));
      until(() -> committer(node).phase() == Phase.IDLE);
      assertThat(lake.rows()).hasSize(3).contains("0", "3");
    }
  }

  @Test
  void aCommitThatHasSettledIsLetGoOf() {
    try (TestNode node = new TestNode(folder, lake, SOON, "firn.commit.settle = 100 ms")) {
      commitThree(node);
      until(() -> committer(node).settlingLedgers() == 0);
      lake.rollBackTo(1);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "4");
    }
  }

  @Test
  void aLookThatCommitsOvertakeSettlesWhatWasOldWhenItBegan() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
    }
    lake.hideBases();
    CompletableFuture<Void> end = new CompletableFuture<>();
    lake.endLooksWith(end);
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.commit.settle = 1 ms")) {
      committed(node, node.store("4"));
      until(() -> committer(node).settlingLedgers() == 4);
      CompletableFuture<Void> secondEnd = new CompletableFuture<>();
      lake.endLooksWith(secondEnd);
      end.complete(null);
      int looks = lake.looks();
      until(
          () -> {
            await(node.buffers().resumeCommitter(MemoryLake.UUID));
            return lake.looks() > looks;
          });
      committed(node, node.store("5"));
      assertThat(committer(node).settlingLedgers())
          .as("the first look began with this life, as their time did")
          .isEqualTo(5);
      secondEnd.complete(null);
      until(() -> committer(node).settlingLedgers() == 1);
    }
  }

  @Test
  void whatRowsHaveShownIsNotAskedAgain() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
    }
    lake.hideBases();
    lake.shortenHistory(true);
    CompletableFuture<Void> end = new CompletableFuture<>();
    lake.endLooksWith(end);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      committed(node, node.store("4"));
      end.complete(null);
      until(() -> lake.searches() == 3);
      committed(node, node.store("5"));
      int looks = lake.looks();
      until(
          () -> {
            await(node.buffers().resumeCommitter(MemoryLake.UUID));
            return lake.looks() >= looks + 2;
          });
      assertThat(lake.searches()).isEqualTo(3);
    }
  }

  @Test
  void thatNothingCanBePlannedIsToldInsteadOfNothing() {
    lake.drop(true);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      Stored first = node.store("1");
      until(() -> committer(node).phase() == Phase.UNDECIDED);
      assertThat(committer(node).trouble().orElseThrow()).contains("no commit can be planned");
      lake.drop(false);
      committed(node, first);
      until(() -> committer(node).phase() == Phase.IDLE);
    }
  }

  @Test
  void aMissingTableIsWaitedFor() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      committed(node, node.store("1"));
      lake.drop(true);
      Stored second = node.store("2");
      until(() -> committer(node).phase() == Phase.UNDECIDED);
      assertThat(lake.rows()).containsExactly("1");
      lake.drop(false);
      committed(node, second);
      assertThat(lake.rows()).containsExactly("1", "2");
    }
  }
}

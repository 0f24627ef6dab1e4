package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.CommitterSteps.NEVER;
import static dev.firn.sharding.cluster.CommitterSteps.committed;
import static dev.firn.sharding.cluster.CommitterSteps.committer;
import static dev.firn.sharding.cluster.CommitterSteps.inFile;
import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.StoreOutcome.Stored;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another table stands under the name, and the first may come back. */
class TableSwapsTest {
  private static final String OTHER = "6f1c9a52-0000-4000-8000-000000000003";

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void rowsWaitingForAReplacedTableGoToTheNewOneOnce() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      committed(node, node.store("old"));
      lake.blockCommits(true);
      inFile(node, node.store("1"));
      inFile(node, node.store("2"));
      lake.recreate(OTHER);
      Stored third = node.store("3");
      inFile(node, third);
      lake.blockCommits(false);

      committed(node, third);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
      until(() -> committer(node, OTHER).ledger() >= 1);
      assertThat(committer(node))
          .matches(old -> old.phase() == Phase.REPLACED && old.ledger() == 1);
      assertThat(node.store("old", "1", "2", "3")).matches(stored -> stored.duplicates() == 4);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "2", "3", "4");
    }
  }

  @Test
  void aTableThatWasReplacedAndIsBackGoesOn() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      lake.blockCommits(true);
      inFile(node, node.store("1"));
      lake.recreate(OTHER);
      lake.blockCommits(false);
      until(() -> lake.rows().equals(List.of("1")));
      lake.recreate(MemoryLake.UUID);
      committed(node, node.store("2"));
      assertThat(lake.rows()).containsExactly("2");
      until(() -> committer(node).phase() == Phase.IDLE);
    }
  }

  @Test
  void aPlanThatLandedUnseenBeforeTheTableWasSwappedIsTakenUpWhenItIsBack() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      landUnseenAndBeAway(node);

      lake.swap(MemoryLake.UUID);
      committed(node, node.store("2"));
      assertThat(lake.rows()).containsExactly("old", "1", "2");
      until(() -> committer(node).phase() == Phase.IDLE);
      assertThat(committer(node).ledger()).isEqualTo(3);
    }
  }

  @Test
  void rowsWrittenAnewWithOthersWhileTheTableWasAwayAreNotAddedTwice() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      committed(node, node.store("old"));
      landUnseen(node, "1");
      lake.failWrites(Integer.MAX_VALUE);
      lake.swap(OTHER);
      until(() -> committer(node).phase() == Phase.REPLACED);
      Stored second = node.store("2");
      lake.blockCommits(true);
      lake.loseAnswers(0);
      lake.failWrites(0);
      inFile(node, second);

      lake.swap(MemoryLake.UUID);
      lake.blockCommits(false);
      committed(node, second);
      assertThat(lake.rows()).containsExactly("old", "1", "2");
      committed(node, node.store("3"));
      assertThat(lake.rows()).containsExactly("old", "1", "2", "3");
      assertThat(node.store("old", "1", "2", "3")).matches(stored -> stored.duplicates() == 4);
    }
  }

  @Test
  void aTableThatWasAwayWithoutItsCommitterKnowingGoesOn() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      committed(node, node.store("old"));
      lake.swap(OTHER);
      committed(node, node.store("1"));
      lake.swap(MemoryLake.UUID);
      committed(node, node.store("2"));
      assertThat(lake.rows()).containsExactly("old", "2");
    }
  }

  @Test
  void aTableThatIsBackIsNoticedWithoutTraffic() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.commit.alarm-after = 100 ms")) {
      landUnseenAndBeAway(node);
      lake.swap(MemoryLake.UUID);
      until(() -> committer(node).phase() == Phase.IDLE && committer(node).ledger() == 2);
    }
  }

  @Test
  void aPlanIsNotGivenUpWhileAnAttemptMayLand() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      committed(node, node.store("old"));
      CompletableFuture<Void> end = new CompletableFuture<>();
      lake.endAttemptWith(end);
      node.store("1");
      until(() -> committer(node).plan().isPresent());
      lake.failWrites(Integer.MAX_VALUE);
      lake.swap(OTHER);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.REPLACED);
      lake.swap(MemoryLake.UUID);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      assertThat(committer(node).phase()).isEqualTo(Phase.REPLACED);

      end.complete(null);
      until(() -> committer(node).ledger() == 2);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      lake.failWrites(0);
      committed(node, node.store("2"));
      assertThat(lake.rows()).containsExactly("old", "1", "2");
    }
  }

  @Test
  void aCommitThatWasGivenUpAndComesBackIsNotDoubled() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      committed(node, node.store("old"));
      Stored first = landUnseen(node, "1");
      lake.failWrites(Integer.MAX_VALUE);
      lake.swap(OTHER);
      lake.loseAnswers(0);
      until(() -> committer(node).phase() == Phase.REPLACED);
      lake.swap(MemoryLake.UUID);
      lake.rollBackTo(1);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).ledger() == 2 && committer(node).plan().isEmpty());
      lake.undoRollback();
      lake.failWrites(0);

      until(() -> committer(node).phase() == Phase.PARKED);
      assertThat(committer(node).trouble().orElseThrow()).contains("given up is back");
      assertThat(lake.rows()).containsExactly("old", "1");
      lake.rollBackTo(1);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      committed(node, first);
      assertThat(lake.rows()).containsExactly("old", "1");
    }
  }

  /** A commit lands unseen, and its rows go to the other table as well. */
  private void landUnseenAndBeAway(TestNode node) {
    committed(node, node.store("old"));
    landUnseen(node, "1");
    lake.swap(OTHER);
    lake.loseAnswers(0);
    until(() -> lake.rows().equals(List.of("1")));
  }

  /** A commit lands, and its answer is lost. */
  private Stored landUnseen(TestNode node, String id) {
    lake.loseAnswers(Integer.MAX_VALUE);
    Stored stored = node.store(id);
    until(() -> lake.ledger() == 2);
    return stored;
  }
}

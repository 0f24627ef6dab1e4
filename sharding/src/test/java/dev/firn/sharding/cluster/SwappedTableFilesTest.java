package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.CommitterSteps.NEVER;
import static dev.firn.sharding.cluster.CommitterSteps.addFile;
import static dev.firn.sharding.cluster.CommitterSteps.committer;
import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a partition, played by a test, sends while another table stands under the name. */
class SwappedTableFilesTest {
  private static final String OTHER = "6f1c9a52-0000-4000-8000-000000000003";

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  /** Its partition has given that file up, and has the rows in another. */
  @Test
  void whatWasRefusedWhileTheTableWasAwayIsRefusedAgainWhenItComesLate() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      refuseSecondWhileAway(node, partition);
      addFile(node, partition, "p", "second", 5, 6);
      partition.expectMessageClass(FileRefused.class);
      until(() -> committer(node).phase() == Phase.IDLE);
      addFile(node, partition, "p", "second", 5, 6);
      partition.expectMessageClass(FileRefused.class);
      addFile(node, partition, "p", "anew", 5, 7);
      assertThat(partition.expectMessageClass(FilesCommitted.class).through()).isEqualTo(7);
    }
  }

  @Test
  void whatWasRefusedWhileTheTableWasAwayIsRefusedAgainByANodeThatWasStartedSince() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      refuseSecondWhileAway(node, partition);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.IDLE);
    }
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      addFile(node, partition, "p", "second", 5, 6);
      partition.expectMessageClass(FileRefused.class);
      addFile(node, partition, "p", "anew", 5, 7);
      assertThat(partition.expectMessageClass(FilesCommitted.class).through()).isEqualTo(7);
    }
  }

  /** On its history nothing of this one's could be told. */
  @Test
  void nothingIsPlannedOnAnotherTable() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      CompletableFuture<Void> end = new CompletableFuture<>();
      lake.endReadsWith(end);
      addFile(node, partition, "p", "first", 1, 4);
      until(() -> committer(node).pendingFiles() == 1);
      lake.swap(OTHER);
      end.complete(null);
      partition.expectMessageClass(FileRefused.class);
      assertThat(committer(node).phase()).isEqualTo(Phase.REPLACED);
      assertThat(committer(node).plan()).isEmpty();
    }
  }

  @Test
  void aLookAtTheOtherTableThatEndsWhenTheFirstIsBackClosesNothing() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      addFile(node, partition, "p", "first", 1, 4);
      partition.expectMessageClass(FilesCommitted.class);
      CompletableFuture<Void> end = new CompletableFuture<>();
      lake.endLooksWith(end);
      lake.swap(OTHER);
      int looks = lake.looks();
      until(
          () -> {
            await(node.buffers().resumeCommitter(MemoryLake.UUID));
            return lake.looks() > looks;
          });
      addFile(node, partition, "p", "second", 5, 6);
      partition.expectMessageClass(FileRefused.class);
      lake.swap(MemoryLake.UUID);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.IDLE);
      lake.blockCommits(true);
      addFile(node, partition, "p", "anew", 5, 7);
      until(() -> committer(node).plan().isPresent());
      end.complete(null);
      lake.blockCommits(false);
      assertThat(partition.expectMessageClass(FilesCommitted.class).through()).isEqualTo(7);
    }
  }

  /** The table is there again when its partition has been told so. */
  private void refuseSecondWhileAway(TestNode node, TestProbe<Verdict> partition) {
    addFile(node, partition, "p", "first", 1, 4);
    partition.expectMessageClass(FilesCommitted.class);
    lake.swap(OTHER);
    addFile(node, partition, "p", "second", 5, 6);
    partition.expectMessageClass(FileRefused.class);
    lake.swap(MemoryLake.UUID);
  }
}

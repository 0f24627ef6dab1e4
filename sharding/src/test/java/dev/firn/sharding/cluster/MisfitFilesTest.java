package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.CommitterSteps.NEVER;
import static dev.firn.sharding.cluster.CommitterSteps.addFile;
import static dev.firn.sharding.cluster.CommitterSteps.committer;
import static dev.firn.sharding.cluster.CommitterSteps.file;
import static dev.firn.sharding.cluster.CommitterSteps.tell;
import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.FilesConflict;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that do not follow on what is in the table. */
class MisfitFilesTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void aFileAstrideOfItsMarkIsRefusedAloudAndOthersGoOn() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      addFile(node, partition, "p", "first", 1, 4);
      partition.expectMessageClass(FilesCommitted.class);
      addFile(node, partition, "p", "second", 3, 6);
      FilesConflict conflict = partition.expectMessageClass(FilesConflict.class);
      assertThat(conflict.flushId()).isEqualTo("second");
      assertThat(conflict.mark()).isEqualTo(4);
      addFile(node, partition, "q", "third", 1, 1);
      assertThat(partition.expectMessageClass(FilesCommitted.class).through()).isEqualTo(1);

      until(() -> committer(node).phase() == Phase.PARKED);
      CommitterStatus status = committer(node);
      assertThat(status.trouble().orElseThrow()).contains("p holds appends 3 to 6");
      assertThat(status.troubleSince()).isPresent();
      assertThat(status.ledger()).as("first and third").isEqualTo(2);

      addFile(node, partition, "p", "fourth", 5, 6);
      assertThat(partition.expectMessageClass(FilesCommitted.class).through()).isEqualTo(6);
      assertThat(committer(node).phase()).isEqualTo(Phase.IDLE);
    }
  }

  @Test
  void aConflictOfAPartitionThatIsGoneIsForgottenWhenAnOperatorResumes() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      addFile(node, partition, "p", "first", 1, 4);
      partition.expectMessageClass(FilesCommitted.class);
      addFile(node, partition, "p", "second", 3, 6);
      partition.expectMessageClass(FilesConflict.class);
      until(() -> committer(node).phase() == Phase.PARKED);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.IDLE);
    }
  }

  @Test
  void thatNothingCouldBePlannedIsOverWhenNothingIsToBePlanned() {
    lake.drop(true);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      addFile(node, partition, "p", "first", 1, 4);
      until(() -> committer(node).phase() == Phase.UNDECIDED);
      addFile(node, partition, "p", 2, new PendingFile("first", 1, 4, file("first")));
      partition.expectMessageClass(FilesConflict.class);
      tell(node, new CloseEpoch("p", 1, partition.getRef()));
      until(() -> committer(node).phase() == Phase.IDLE);
    }
  }

  @Test
  void aFileBeforeWhichOneIsMissingIsTroubleThatShowsWhenItLasts() {
    Circumstances circumstances = new Circumstances();
    try (TestNode node = new TestNode(folder, lake, circumstances, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      addFile(node, partition, "p", "second", 5, 6);
      until(() -> committer(node).pendingFiles() == 1);
      assertThat(committer(node).trouble()).as("at first").isEmpty();
      circumstances.setClock(Duration.ofSeconds(11));
      assertThat(committer(node).phase()).isEqualTo(Phase.UNDECIDED);
      assertThat(committer(node).trouble().orElseThrow())
          .contains("files of p wait", "the file with append 1, which comes first, is missing");

      addFile(node, partition, "p", "first", 1, 4);
      partition.expectMessageClass(FilesCommitted.class);
      until(() -> committer(node).phase() == Phase.IDLE);
    }
  }
}

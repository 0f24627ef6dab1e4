package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import dev.firn.sharding.commit.TableCommitter;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** What tests of the committer do, and what they wait for. */
final class CommitterSteps {
  static final String SOON = "firn.commit.examine = 100 ms";
  static final String NEVER = "firn.commit.examine = 1 h";

  private CommitterSteps() {}

  static void commitThree(TestNode node) {
    for (int i = 1; i <= 3; i++) {
      committed(node, node.store(Integer.toString(i)));
    }
    until(() -> committer(node).ledger() == 3);
  }

  static void committed(TestNode node, Stored stored) {
    assertThat(await(node.buffers().whenCommitted(stored.position(), Duration.ofSeconds(20))))
        .isInstanceOf(InSnapshot.class);
  }

  static void inFile(TestNode node, Stored stored) {
    until(() -> await(node.buffers().locate(stored.position())) instanceof Whereabouts.InFile);
  }

  static CommitterStatus committer(TestNode node) {
    return committer(node, MemoryLake.UUID);
  }

  static CommitterStatus committer(TestNode node, String uuid) {
    return await(node.buffers().committers()).stream()
        .filter(status -> status.tableUuid().equals(uuid))
        .findFirst()
        .orElseGet(() -> CommitterStatus.unreachable(uuid, "none yet"));
  }

  /** A partition that a test plays sends a file of appends. */
  static void addFile(
      TestNode node,
      TestProbe<Verdict> partition,
      String name,
      String flushId,
      long from,
      long to) {
    addFile(node, partition, name, 0, new PendingFile(flushId, from, to, file(flushId)));
  }

  static void addFile(
      TestNode node,
      TestProbe<Verdict> partition,
      String name,
      long committedThrough,
      PendingFile file) {
    tell(node, new AddFiles(name, 1, committedThrough, List.of(file), partition.getRef()));
  }

  static DataFile file(String flushId) {
    return new DataFile("memory:" + flushId, 1, 1, flushId, MemoryLake.UUID, 0, 0);
  }

  static void tell(TestNode node, Command message) {
    ClusterSharding.get(node.system())
        .entityRefFor(TableCommitter.KEY, MemoryLake.UUID)
        .tell(message);
  }
}

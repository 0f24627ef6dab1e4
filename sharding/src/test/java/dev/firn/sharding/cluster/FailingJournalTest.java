package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.CommitterSteps.committed;
import static dev.firn.sharding.cluster.CommitterSteps.committer;
import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.RollbackAnswer;
import dev.firn.sharding.StoreOutcome.Stored;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a failed write to the journal does to the actors that made it. */
class FailingJournalTest {
  private static final String[] IN_MEMORY = {
    "pekko.persistence.journal.plugin = pekko.persistence.testkit.journal",
    "pekko.persistence.testkit.events.serialize = off",
    "firn.buffers.query-plugin = pekko.persistence.testkit.query",
    "firn.router.retry-after = 300 ms",
    "firn.flush.max-age = 5 s",
  };

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void aPartitionWhoseWriteFailedStartsAgainWithWhatIsInTheJournalAndNothingElse() {
    try (TestNode node = new TestNode(folder, lake, IN_MEMORY)) {
      PersistenceTestKit journal = PersistenceTestKit.create(node.system());
      node.store("1");
      node.store("2");
      journal.failNextPersisted("partition|" + TestNode.VIEWS.id());

      Stored third = node.store("3");

      assertThat(third.position().append()).isEqualTo(3);
      assertThat(third.accepted()).isEqualTo(1);
      assertThat(node.store("1", "2", "3").duplicates()).isEqualTo(3);
      assertThat(node.buffers().awake().rows()).isEqualTo(3);
      committed(node, third);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void aCommitterWhosePlanWasNotJournaledPlansAgain() {
    try (TestNode node = new TestNode(folder, lake, IN_MEMORY)) {
      PersistenceTestKit journal = PersistenceTestKit.create(node.system());
      journal.failNextPersisted("table-committer|" + MemoryLake.UUID);

      committed(node, node.store("1"));
      committed(node, node.store("2"));

      assertThat(lake.rows()).containsExactly("1", "2");
      assertThat(lake.read().toCompletableFuture().join().ledger()).isEqualTo(2);
    }
  }

  @Test
  void aCommitterThatCannotReadItsJournalIsSeenToBeSilentAndSinceWhen() {
    try (TestNode node = node("firn.buffers.ask-timeout = 1 s")) {
      PersistenceTestKit journal = PersistenceTestKit.create(node.system());
      committed(node, node.store("1"));
      until(() -> committer(node).phase() == Phase.IDLE);
      journal.failNextNReads("table-committer|" + MemoryLake.UUID, 5);
      journal.failNextPersisted("table-committer|" + MemoryLake.UUID);
      Stored second = node.store("2");

      until(() -> committer(node).phase() == Phase.UNREACHABLE);
      CommitterStatus first = committer(node);
      assertThat(first.trouble().orElseThrow()).contains("no answer within");
      assertThat(first.troubleSince()).isPresent();
      assertThat(committer(node).troubleSince()).as("since then").isEqualTo(first.troubleSince());

      committed(node, second);
      until(() -> committer(node).phase() == Phase.IDLE);
      assertThat(committer(node).troubleSince()).isEmpty();
      assertThat(lake.rows()).containsExactly("1", "2");
    }
  }

  /** Its partition goes on sending the file, which must not come in as a new one. */
  @Test
  void aCommitRolledBackBeforeItsPartitionHeardOfItStaysOutWhenThatIsAccepted() {
    try (TestNode node = node("firn.commit.first-retry = 1 h", "firn.commit.longest-retry = 1 h")) {
      PersistenceTestKit journal = PersistenceTestKit.create(node.system());
      committed(node, node.store("1"));
      until(() -> committer(node).phase() == Phase.IDLE);
      journal.failNextNReads("table-committer|" + MemoryLake.UUID, 1);
      lake.rollBack(1);
      Stored second = node.store("2");
      until(() -> committer(node).lostLedgers() == 1);
      until(() -> committer(node).phase() == Phase.UNDECIDED);

      assertThat(await(node.buffers().acceptRollback(MemoryLake.UUID, 2, 2)))
          .isInstanceOf(RollbackAnswer.Accepted.class);
      committed(node, second);
      committed(node, node.store("3"));
      assertThat(lake.rows()).containsExactly("1", "3");
    }
  }

  private TestNode node(String... more) {
    return new TestNode(
        folder,
        lake,
        Stream.concat(Arrays.stream(IN_MEMORY), Arrays.stream(more)).toArray(String[]::new));
  }
}

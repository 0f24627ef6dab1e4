package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts.InSnapshot;
import java.nio.file.Path;
import java.time.Duration;
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

  private static void committed(TestNode node, Stored stored) {
    assertThat(await(node.buffers().whenCommitted(stored.position(), Duration.ofSeconds(20))))
        .isInstanceOf(InSnapshot.class);
  }
}

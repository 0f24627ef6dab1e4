package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.CommitterSteps.NEVER;
import static dev.firn.sharding.cluster.CommitterSteps.committed;
import static dev.firn.sharding.cluster.CommitterSteps.committer;
import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.Position;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A request hangs on its way to the catalog, the node that sent it is gone, the next one gives its
 * plan up, and then it is carried out.
 */
class LateLandingsTest {
  private static final String OTHER = "6f1c9a52-0000-4000-8000-000000000003";
  private static final String[] QUICK = {
    NEVER, "firn.flush.max-age = 100 ms", "firn.commit.first-retry = 50 ms"
  };

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();
  private final CompletableFuture<Void> carriedOut = new CompletableFuture<>();
  private Position hanging = new Position("none yet", 1, 1);

  @Test
  void aPlanGivenUpBecauseItsTableWasAwayLandsLateAndIsKnown() {
    try (TestNode node = new TestNode(folder, lake, QUICK)) {
      committed(node, node.store("old"));
      hangWith(node, "1");
      lake.failWrites(Integer.MAX_VALUE);
      lake.swap(OTHER);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.REPLACED);
    }
    lake.swap(MemoryLake.UUID);
    try (TestNode node = new TestNode(folder, lake, QUICK)) {
      until(() -> committer(node).phase() != Phase.UNREACHABLE);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.IDLE && committer(node).plan().isEmpty());
      Stored second = node.store("2");
      carryOut();
      lake.failWrites(0);

      committed(node, second);
      assertThatNothingIsDoubled(node, "old", "1", "2");
    }
  }

  @Test
  void aPlanThatLostAFileLandsLateWithItAndIsKnown() {
    dieWhileItHangs();
    try (TestNode node = new TestNode(folder, lake, QUICK)) {
      untilItsFileIsRefused(node);
      Stored second = node.store("2");
      carryOut();
      lake.failWrites(0);

      committed(node, second);
      assertThatNothingIsDoubled(node, "old", "1", "2");
    }
  }

  /** The node that finds it there dies as well before it could say so. */
  @Test
  void aPlanThatLandsLateIsKnownAfterOneMoreRestart() {
    dieWhileItHangs();
    try (TestNode node = new TestNode(folder, lake, QUICK)) {
      untilItsFileIsRefused(node);
      lake.blockCommits(true);
      lake.failWrites(0);
      until(() -> committer(node).plan().isPresent());
    }
    lake.blockCommits(false);
    carryOut();
    try (TestNode node = new TestNode(folder, lake, QUICK)) {
      committed(node, node.store("2"));
      assertThatNothingIsDoubled(node, "old", "1", "2");
    }
  }

  /** A commit is under way, and its node will not hear of it. */
  private void hangWith(TestNode node, String id) {
    lake.endAttemptWith(carriedOut);
    hanging = node.store(id).position();
    until(lake::isAttemptHanging);
    until(() -> committer(node).plan().isPresent());
  }

  /** From then on files are refused, and nothing can be written anew. */
  private void dieWhileItHangs() {
    try (TestNode node = new TestNode(folder, lake, QUICK)) {
      committed(node, node.store("old"));
      hangWith(node, "1");
    }
    lake.failWrites(Integer.MAX_VALUE);
    lake.refuseFiles(Integer.MAX_VALUE);
  }

  private void carryOut() {
    carriedOut.complete(null);
    assertThat(lake.ledger()).as("landed late").isEqualTo(2);
  }

  /** Its partition is to write the rows anew, and cannot yet. */
  private void untilItsFileIsRefused(TestNode node) {
    until(() -> await(node.buffers().locate(hanging)) instanceof Whereabouts.Buffered);
    lake.refuseFiles(0);
  }

  private void assertThatNothingIsDoubled(TestNode node, String... ids) {
    assertThat(lake.rows()).containsExactly(ids);
    assertThat(node.store(ids)).matches(stored -> stored.duplicates() == ids.length);
    until(() -> committer(node).phase() == Phase.IDLE);
    committed(node, node.store("last"));
    assertThat(lake.rows()).hasSize(ids.length + 1).endsWith("last");
  }
}

package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts.InFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries after the ids of flushed rows were lost, in the object store and on the local disk. */
class LostIdsTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void idsOfRowsInTheTableAreReadFromIt(boolean damaged) throws Exception {
    try (TestNode node = new TestNode(folder, lake)) {
      node.committed(node.store("1", "2"));
      node.committed(node.store("3"));
    }
    loseIds(damaged);
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("1", "2", "3", "4")).matches(s -> s.duplicates() == 3);
      node.committed(node.store("5"));
    }
    assertThat(lake.rebuilds()).isEqualTo(1);
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("1", "2", "3", "4", "5")).matches(s -> s.duplicates() == 5);
    }
    assertThat(lake.rebuilds()).as("what was found again is kept").isEqualTo(1);
    assertThat(lake.rows()).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
  }

  @Test
  void idsOfAFileThatWaitsForItsCommitAreReadFromTheJournal() throws Exception {
    lake.blockCommits(true);
    try (TestNode node = new TestNode(folder, lake)) {
      Stored stored = node.store("1", "2");
      until(() -> await(node.buffers().locate(stored.position())) instanceof InFile);
      node.store("3");
    }
    loseIds(false);
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("1", "2", "3")).matches(s -> s.duplicates() == 3);
      lake.blockCommits(false);
      until(() -> lake.rows().size() == 3);
      assertThat(node.store("1", "2", "3")).matches(s -> s.duplicates() == 3);
    }
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("1", "2", "3")).matches(s -> s.duplicates() == 3);
    }
    assertThat(lake.rows()).containsExactlyInAnyOrder("1", "2", "3");
    assertThat(lake.rebuilds()).as("readings of the table").isZero();
  }

  @Test
  void idsOfRejectedRowsAreReadFromTheirLetters() throws Exception {
    lake.refuseRows("1");
    try (TestNode node = new TestNode(folder, lake)) {
      node.committed(node.store("1", "2"));
      until(() -> lake.rejected().rows().size() == 1);
    }
    loseIds(false);
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("1", "2", "3")).matches(s -> s.duplicates() == 2);
      assertThat(node.redrive("1", "2")).matches(s -> s.duplicates() == 1);
    }
    assertThat(lake.rebuilds()).isEqualTo(1);
    assertThat(lake.rejected().rebuilds()).isEqualTo(1);
  }

  @Test
  void whatIsLostWhileThePartitionIsAwakeIsFoundAgainToo() throws Exception {
    try (TestNode node = new TestNode(folder, lake)) {
      node.committed(node.store("1", "2"));
      loseIds(false);
      assertThat(node.store("1", "2", "3")).matches(s -> s.duplicates() == 2);
    }
  }

  /** Its committer has not noticed yet, and will add the rows again. */
  @Test
  void rowsThatSomebodyRolledBackAreKnownBeforeTheyAreAddedAgain() throws Exception {
    try (TestNode node = new TestNode(folder, lake)) {
      node.committed(node.store("1", "2"));
      node.committed(node.store("3"));
    }
    loseIds(false);
    lake.rollBackTo(0);
    lake.blockCommits(true);
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("1", "2", "3", "4")).matches(s -> s.duplicates() == 3);
      assertThat(lake.rows()).isEmpty();
      lake.blockCommits(false);
      until(() -> lake.rows().size() == 4);
    }
    assertThat(lake.rows()).containsExactlyInAnyOrder("1", "2", "3", "4");
  }

  private void loseIds(boolean damaged) throws IOException {
    lake.loseObjects(damaged);
    try (var copies = Files.list(folder.resolve("ids"))) {
      for (Path copy : copies.toList()) {
        Files.delete(copy);
      }
    }
  }
}

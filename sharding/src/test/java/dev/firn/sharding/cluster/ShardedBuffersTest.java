package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.commit.TableCommitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardedBuffersTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void whatIsAnsweredIsInTheTableOnceAndAReceiptFollowsIt() {
    try (TestNode node = new TestNode(folder, lake)) {
      Stored stored = node.store("1", "2", "2", "3");

      assertThat(stored.accepted()).isEqualTo(3);
      assertThat(stored.duplicates()).isEqualTo(1);
      assertThat(committed(node, stored)).isInstanceOf(InSnapshot.class);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void retriesAreDuplicatesInFlightFlushedAsleepAndAfterARestart() {
    try (TestNode node = new TestNode(folder, lake, "firn.buffers.passivate-after = 200 ms")) {
      CompletionStage<StoreOutcome> first = node.buffers().store(TestNode.rows("a", "b"));
      CompletionStage<StoreOutcome> twin = node.buffers().store(TestNode.rows("b", "c"));
      Stored stored = (Stored) await(first);
      assertThat(stored.accepted() + ((Stored) await(twin)).accepted()).isEqualTo(3);

      committed(node, stored);
      assertThat(node.store("a", "b", "c", "d")).matches(s -> s.duplicates() == 3);
      committed(node, node.store("d"));
      until(() -> node.buffers().awake().count() == 0);
      Stored again = node.store("a", "d", "e");
      assertThat(again.duplicates()).isEqualTo(2);
      assertThat(again.position().epoch()).as("a new epoch after sleep").isEqualTo(2);
      committed(node, again);
    }
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("a", "b", "c", "d", "e")).matches(s -> s.duplicates() == 5);
    }
    assertThat(lake.rows()).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
  }

  @Test
  void aPartitionThatHoldsRowsWakesAfterARestartWithoutTraffic() {
    try (TestNode node = new TestNode(folder, lake, "firn.flush.max-age = 1 h")) {
      node.store("x", "y");
      assertThat(lake.rows()).isEmpty();
    }
    try (TestNode node = new TestNode(folder, lake)) {
      until(() -> lake.rows().size() == 2);
      assertThat(node.store("x")).matches(s -> s.duplicates() == 1);
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotRepeated() {
    try (TestNode node = new TestNode(folder, lake)) {
      lake.loseAnswers(3);
      committed(node, node.store("1"));
      lake.failWrites(2);
      committed(node, node.store("2"));
      lake.refuseFiles(1);
      committed(node, node.store("3"));
      assertThat(lake.rows()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void severalFilesOfAPartitionSurviveARefusalAndARollback() {
    try (TestNode node =
        new TestNode(folder, lake, "firn.flush.max-age = 100 ms", "firn.commit.interval = 50 ms")) {
      lake.blockCommits(true);
      List<String> expected = new ArrayList<>();
      List<Stored> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        expected.add("s" + i);
        Stored stored = node.store("s" + i);
        until(() -> await(node.buffers().locate(stored.position())) instanceof Whereabouts.InFile);
        all.add(stored);
      }
      lake.refuseFiles(1);
      lake.rollBack(1);
      lake.blockCommits(false);
      committed(node, all.get(4));
      assertThat(lake.rows()).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void aPlanThatWasOpenAtACrashIsCommittedByTheNextLife() {
    lake.blockCommits(true);
    try (TestNode node = new TestNode(folder, lake)) {
      Stored stored = node.store("1", "2");
      until(() -> await(node.buffers().locate(stored.position())) instanceof Whereabouts.InFile);
    }
    lake.blockCommits(false);
    try (TestNode node = new TestNode(folder, lake)) {
      until(() -> lake.rows().size() == 2);
      assertThat(node.store("1", "2")).matches(s -> s.duplicates() == 2);
    }
    assertThat(lake.rows()).containsExactly("1", "2");
  }

  @Test
  void aCommitterSaysWhatItIsUndecidedOnAndGoesOnWhenTold() {
    try (TestNode node =
        new TestNode(
            folder, lake, "firn.commit.first-retry = 1 h", "firn.commit.longest-retry = 1 h")) {
      lake.blockCommits(true);
      Stored stored = node.store("1");
      until(() -> committer(node).phase() == Phase.UNDECIDED);
      CommitterStatus status = committer(node);
      assertThat(status.tableUuid()).isEqualTo(MemoryLake.UUID);
      assertThat(status.trouble()).hasValue("the catalog is away");
      assertThat(status.plan())
          .hasValueSatisfying(
              plan -> {
                assertThat(plan.ledger()).isEqualTo(1);
                assertThat(plan.rows()).isEqualTo(1);
              });
      lake.blockCommits(false);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      committed(node, stored);
      until(() -> committer(node).phase() == Phase.IDLE);
      assertThat(committer(node).ledger()).isEqualTo(1);
    }
  }

  /** The place that it has left is listed for a while, and says nothing. */
  @Test
  void aCommitterThatHasMovedIsAskedWhereItIs() {
    try (TestNode node = new TestNode(folder, lake)) {
      committed(node, node.store("a"));
      ActorRef<CommitterProtocol.Command> left =
          node.system().systemActorOf(Behaviors.ignore(), MemoryLake.UUID, Props.empty());
      node.system().receptionist().tell(Receptionist.register(TableCommitter.SERVICE, left));
      until(() -> listed(node) == 2);

      assertThat(node.buffers().committers().toCompletableFuture())
          .succeedsWithin(Duration.ofSeconds(5))
          .satisfies(
              all -> assertThat(all).singleElement().matches(one -> one.phase() == Phase.IDLE));
    }
  }

  private static int listed(TestNode node) {
    return await(
            AskPattern.ask(
                node.system().receptionist(),
                (ActorRef<Receptionist.Listing> replyTo) ->
                    Receptionist.find(TableCommitter.SERVICE, replyTo),
                Duration.ofSeconds(5),
                node.system().scheduler()))
        .getAllServiceInstances(TableCommitter.SERVICE)
        .size();
  }

  private static CommitterStatus committer(TestNode node) {
    return await(node.buffers().committers()).stream()
        .findFirst()
        .orElseGet(() -> CommitterStatus.unreachable("", "none yet"));
  }

  @Test
  void rowsThatLeftTheCacheAreReadBackFromTheJournal() {
    try (TestNode node =
        new TestNode(folder, lake, "firn.buffers.cache-bytes = 1", "firn.flush.max-age = 1 s")) {
      List<Stored> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(node.store("n" + i, "m" + i));
      }
      committed(node, all.get(19));
      assertThat(lake.rows()).hasSize(40).doesNotHaveDuplicates();
    }
  }

  @Test
  void aFullPartitionSaysBusyAndTakesMoreOnceItHasFlushed() {
    try (TestNode node =
        new TestNode(
            folder, lake, "firn.buffers.partition-bytes = 2000", "firn.flush.max-age = 1 s")) {
      lake.blockCommits(true);
      List<String> accepted = new ArrayList<>();
      StoreOutcome last = null;
      for (int i = 0; i < 100 && !(last instanceof Busy); i++) {
        last = await(node.buffers().store(TestNode.rows("k" + i)));
        if (last instanceof Stored) {
          accepted.add("k" + i);
        }
      }
      assertThat(last).isInstanceOf(Busy.class);
      lake.blockCommits(false);
      until(() -> await(node.buffers().store(TestNode.rows("end"))) instanceof Stored);
      accepted.add("end");
      until(() -> lake.rows().size() == accepted.size());
      assertThat(lake.rows()).containsExactlyInAnyOrderElementsOf(accepted);
    }
  }

  @Test
  void aNodeThatHoldsAllItMaySaysBusyAndTakesMoreOnceItHasFlushed() {
    try (TestNode node =
        new TestNode(
            folder, lake, "firn.buffers.memory-bytes = 4000", "firn.flush.max-age = 1 s")) {
      lake.blockCommits(true);
      List<String> accepted = new ArrayList<>();
      StoreOutcome last = null;
      for (int i = 0; i < 300 && !(last instanceof Busy); i++) {
        last = await(node.buffers().store(TestNode.rows("m" + i)));
        if (last instanceof Stored) {
          accepted.add("m" + i);
        }
      }
      assertThat(last)
          .isInstanceOfSatisfying(Busy.class, it -> assertThat(it.reason()).isEqualTo("memory"));
      lake.blockCommits(false);
      until(() -> await(node.buffers().store(TestNode.rows("end"))) instanceof Stored);
      accepted.add("end");
      until(() -> lake.rows().size() == accepted.size());
      assertThat(lake.rows()).containsExactlyInAnyOrderElementsOf(accepted);
    }
  }

  @Test
  void idRunsAreMergedAndLocalCopiesMayBeLost() throws Exception {
    try (TestNode node = new TestNode(folder, lake, "firn.dedup.max-runs = 2")) {
      for (int i = 0; i < 6; i++) {
        committed(node, node.store("r" + i));
      }
      until(() -> lake.objectCount() <= 3);
    }
    try (var copies = Files.list(folder.resolve("ids"))) {
      for (Path copy : copies.toList()) {
        Files.delete(copy);
      }
    }
    try (TestNode node = new TestNode(folder, lake)) {
      String[] ids = IntStream.range(0, 6).mapToObj(i -> "r" + i).toArray(String[]::new);
      assertThat(node.store(ids)).matches(s -> s.duplicates() == 6);
    }
  }

  private static Whereabouts committed(TestNode node, Stored stored) {
    Whereabouts whereabouts =
        await(node.buffers().whenCommitted(stored.position(), Duration.ofSeconds(20)));
    assertThat(whereabouts).isInstanceOf(InSnapshot.class);
    return whereabouts;
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("The condition did not come true");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}

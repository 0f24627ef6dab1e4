package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.CloudEvent;
import dev.firn.events.DeadLetter;
import dev.firn.events.Edge;
import dev.firn.events.Origin;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.Whereabouts.Rejected;
import dev.firn.sharding.partition.MemoryBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that cannot be written, among rows that can. */
class DeadLettersTest {
  private static final String[] IN_MEMORY = {
    "pekko.persistence.journal.plugin = pekko.persistence.testkit.journal",
    "pekko.persistence.testkit.events.serialize = off",
    "firn.buffers.query-plugin = pekko.persistence.testkit.query",
    "firn.router.retry-after = 300 ms",
    "firn.buffers.ask-timeout = 1 s",
  };

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void aPoisonRowIsSetAsideAndThePartitionGoesOn() {
    lake.refuseRows("p500", "p7");
    String[] ids = IntStream.range(0, 1_000).mapToObj(i -> "p" + i).toArray(String[]::new);
    try (TestNode node = new TestNode(folder, lake)) {
      Stored many = node.store(ids);
      Stored after = node.store("x", "y");
      committed(node, after);
      committed(node, many);

      assertThat(many.accepted()).isEqualTo(1_000);
      assertThat(lake.rows()).hasSize(1_000).doesNotHaveDuplicates().contains("x", "p499", "p501");
      assertThat(lake.rows()).doesNotContain("p500", "p7");
      until(() -> lake.rejected().rows().size() == 2);
      assertThat(lake.rejected().rows()).containsExactlyInAnyOrder("p7", "p500");
      CloudEvent kept = lake.rejected().events().get(1);
      DeadLetter letter = DeadLetter.of(kept, new Origin("default", 1, Edge.NONE)).orElseThrow();
      assertThat(letter.place().index()).isEqualTo(500);
      assertThat(letter.place().append()).isEqualTo(many.position().append());
      assertThat(letter.cause().reason()).isEqualTo("told_so");
      assertThat(letter.json()).contains("\"id\":\"p500\"");

      assertThat(node.store("x", "p1").duplicates())
          .as("ids of rows that were written")
          .isEqualTo(2);
    }
  }

  /** As a client does that got no answer the first time. */
  @Test
  void anEventThatIsSentAgainAfterItWasRejectedHasOneDeadLetter() {
    lake.refuseRows("a", "c");
    try (TestNode node = new TestNode(folder, lake, "firn.buffers.passivate-after = 200 ms")) {
      committed(node, node.store("a", "b", "c"));
      assertThat(node.store("a", "d").duplicates()).isEqualTo(1);
      until(() -> node.buffers().awake().count() == 0);
      assertThat(node.store("a", "c").duplicates()).as("woken again").isEqualTo(2);
    }
    lake.refuseRows();
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.store("a", "b", "c").duplicates()).as("started again").isEqualTo(3);
      committed(node, node.store("e"));
    }
    assertThat(lake.rows()).containsExactlyInAnyOrder("b", "d", "e");
    assertThat(lake.rejected().rows()).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void whatIsDrivenAgainIsTakenInOnceUnderItsId() {
    lake.refuseRows("a", "b");
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(settled(node, node.store("a"))).isInstanceOf(Rejected.class);
      assertThat(settled(node, node.store("b"))).isInstanceOf(Rejected.class);

      Stored again = node.redrive("a");
      assertThat(again.accepted()).isEqualTo(1);
      assertThat(settled(node, again)).isInstanceOf(Rejected.class);
      until(() -> lake.rejected().rows().size() == 3);
      assertThat(node.store("a").duplicates()).as("sent by a client").isEqualTo(1);

      lake.refuseRows();
      Stored mended = node.redrive("a", "b", "a");
      assertThat(mended.accepted()).isEqualTo(2);
      assertThat(node.redrive("a", "b").duplicates()).as("not in a file yet").isEqualTo(2);
      committed(node, mended);
      assertThat(node.redrive("a", "b").duplicates()).as("in the table").isEqualTo(2);
    }
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(node.redrive("a", "b").duplicates()).as("started again").isEqualTo(2);
      assertThat(node.store("a", "b").duplicates()).isEqualTo(2);
    }
    assertThat(lake.rows()).containsExactlyInAnyOrder("a", "b");
  }

  /** Each find is a run of ids of its own. */
  @Test
  void idsOfManyFindsAreMergedAndStillKnown() {
    String[] ids = IntStream.range(0, 8).mapToObj(i -> "p" + i).toArray(String[]::new);
    lake.refuseRows(ids);
    try (TestNode node = new TestNode(folder, lake, "firn.dedup.max-runs = 2")) {
      for (String id : ids) {
        assertThat(settled(node, node.store(id))).isInstanceOf(Rejected.class);
      }
      until(() -> lake.rejectedRuns() < ids.length - 2);
      assertThat(node.store(ids).duplicates()).isEqualTo(ids.length);
      assertThat(node.redrive(ids).accepted()).isEqualTo(ids.length);
    }
  }

  @Test
  void aPartitionOfNothingElseFallsAsleepAndItsReceiptStillTells() {
    lake.refuseRows("a");
    Stored only;
    try (TestNode node = new TestNode(folder, lake, "firn.buffers.passivate-after = 200 ms")) {
      only = node.store("a");
      until(() -> node.buffers().awake().count() == 0);
      assertThat(await(node.buffers().locate(only.position()))).isInstanceOf(Rejected.class);
      Stored next = node.store("b");
      assertThat(next.position().epoch()).isEqualTo(2);
      committed(node, next);
    }
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(await(node.buffers().locate(only.position()))).isInstanceOf(Rejected.class);
      assertThat(node.store("a", "b").duplicates()).isEqualTo(2);
    }
  }

  @Test
  void filesBehindAnAppendThatTurnsOutUnwritableAreWrittenWithIt() {
    try (TestNode node =
        new TestNode(folder, lake, "firn.flush.max-age = 100 ms", "firn.commit.interval = 50 ms")) {
      lake.blockCommits(true);
      Stored first = node.store("a");
      until(() -> await(node.buffers().locate(first.position())) instanceof Whereabouts.InFile);
      Stored second = node.store("b");
      until(() -> await(node.buffers().locate(second.position())) instanceof Whereabouts.InFile);
      lake.refuseRows("a");
      lake.refuseFiles(1);
      lake.blockCommits(false);

      committed(node, second);
      assertThat(lake.rows()).containsExactly("b");
      until(() -> lake.rejected().rows().size() == 1);
    }
  }

  @Test
  void killedBetweenKeepingAndForgettingItIsKeptOnce() {
    lake.refuseRows("a", "c");
    try (TestNode node = new TestNode(folder, lake, IN_MEMORY)) {
      PersistenceTestKit journal = PersistenceTestKit.create(node.system());
      Stored stored = node.store("a", "b", "c");
      String partition = "partition|" + TestNode.VIEWS.id();
      journal.failNextPersisted(partition);

      committed(node, stored);
      assertThat(lake.rows()).containsExactly("b");
      until(() -> lake.rejected().rows().size() == 2);
      committed(node, node.store("d"));
      assertThat(lake.rejected().rows()).containsExactly("a", "c");
    }
  }

  @Test
  void withoutRoomForDeadLettersNothingIsLostOrPassedOver() {
    lake.refuseRows("b");
    try (TestNode node = new TestNode(folder, lake, IN_MEMORY)) {
      PersistenceTestKit journal = PersistenceTestKit.create(node.system());
      journal.failNextPersisted("rejected|" + TestNode.VIEWS.id());
      committed(node, node.store("a", "b"));
      until(() -> lake.rejected().rows().size() == 1);
      assertThat(lake.rows()).containsExactly("a");
    }
  }

  /** The rows to be set aside hold the very memory that everything else waits for. */
  @Test
  void deadLettersAreTakenInWhereEventsHaveNoMemoryLeft() {
    lake.refuseRows("p7");
    String[] ids = IntStream.range(0, 4_000).mapToObj(i -> "p" + i).toArray(String[]::new);
    try (TestNode node = new TestNode(folder, lake, "firn.buffers.memory-bytes = 120 KiB")) {
      lake.failWrites(Integer.MAX_VALUE);
      node.store(ids);
      MemoryBudget memory = node.buffers().events().memory();
      until(() -> memory.held() > memory.limit());
      lake.failWrites(0);
      until(() -> lake.rows().size() == 3_999);
      until(() -> lake.rejected().rows().size() == 1);
    }
  }

  @Test
  void whatWasAboutToBeSetAsideAtACrashIsSetAsideOnceByTheNextLife() {
    lake.refuseRows("a");
    lake.rejected().blockCommits(true);
    try (TestNode node = new TestNode(folder, lake)) {
      settled(node, node.store("a"));
    }
    lake.rejected().blockCommits(false);
    try (TestNode node = new TestNode(folder, lake)) {
      until(() -> lake.rejected().rows().size() == 1);
      committed(node, node.store("b"));
      assertThat(lake.rejected().rows()).containsExactly("a");
    }
  }

  @Test
  void aDeadLetterThatCannotBeWrittenWaitsAndHoldsNobodyUp() {
    lake.refuseRows("a");
    lake.rejected().refuseRows("a");
    try (TestNode node = new TestNode(folder, lake)) {
      committed(node, node.store("a", "b"));
      committed(node, node.store("c"));
      assertThat(lake.rows()).containsExactly("b", "c");
      assertThat(node.buffers().rejected().awake().rows()).isEqualTo(1);
    }
    lake.rejected().refuseRows();
    try (TestNode node = new TestNode(folder, lake)) {
      until(() -> lake.rejected().rows().size() == 1);
      assertThat(node.buffers().awake().rows()).isZero();
    }
  }

  private static Whereabouts settled(TestNode node, Stored stored) {
    return await(node.buffers().whenCommitted(stored.position(), Duration.ofSeconds(20)));
  }

  /** Asked again, as a partition that starts anew tells those who wait how it stands. */
  private static void committed(TestNode node, Stored stored) {
    until(() -> settled(node, stored) instanceof InSnapshot);
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

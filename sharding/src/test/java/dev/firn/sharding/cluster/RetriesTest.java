package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts.InSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a retry must survive beside kills: clocks, tenants, windows, full and slow journals. */
class RetriesTest {
  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();
  private final Circumstances around = new Circumstances();

  @Test
  void tenantsWithTheSameIdsKeepTheirOwnEvents() {
    try (TestNode node = new TestNode(folder, lake)) {
      assertThat(store(node, "one", "a", "b")).matches(s -> s.accepted() == 2);
      assertThat(store(node, "two", "a", "b")).matches(s -> s.accepted() == 2);
      node.committed(store(node, "two", "c"));
      assertThat(store(node, "one", "a", "b", "c")).matches(s -> s.duplicates() == 2);
      node.committed(store(node, "two", "a", "b", "c", "d"));
    }
    assertThat(lake.rows()).containsExactlyInAnyOrder("a", "b", "a", "b", "c", "c", "d");
  }

  @ParameterizedTest
  @ValueSource(ints = {-6, 6})
  void aClockThatJumpsStallsNothingAndForgetsNothing(int hours) {
    try (TestNode node =
        new TestNode(folder, lake, around, "firn.buffers.passivate-after = 100 ms")) {
      node.store("1");
      around.setClock(Duration.ofHours(hours));
      node.store("2");
      until(() -> lake.rows().size() == 2);
      lake.failWrites(1);
      node.store("3");
      around.setClock(Duration.ZERO);
      until(() -> lake.rows().size() == 3);
      until(() -> node.buffers().awake().count() == 0);
      around.setClock(Duration.ofDays(7).minusHours(1).plusHours(hours));
      assertThat(node.store("1", "2", "3")).matches(s -> s.duplicates() == 3);
    }
  }

  /** Commits made before the jump are old by the wall clock, and just as young by any other. */
  @ParameterizedTest
  @ValueSource(ints = {-6, 6})
  void whatAClockThatJumpsMadeOldIsAddedAgainAfterARollback(int hours) {
    try (TestNode node = new TestNode(folder, lake, around, "firn.commit.examine = 100 ms")) {
      around.setClock(Duration.ofHours(Math.min(hours, 0)));
      node.committed(node.store("1"));
      node.committed(node.store("2"));
      around.setClock(Duration.ofHours(Math.max(hours, 0)));
      node.committed(node.store("3"));
      lake.rollBackTo(1);
      until(() -> lake.rows().size() == 3);
    }
    assertThat(lake.rows()).containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void idsAreForgottenWhenTheWindowIsOverAndTheirObjectsAreDeleted() {
    try (TestNode node =
        new TestNode(folder, lake, around, "firn.buffers.passivate-after = 100 ms")) {
      Stored first = node.store("1");
      node.committed(first);
      until(() -> node.buffers().awake().count() == 0);
      around.setClock(Duration.ofDays(8));
      Stored again = node.store("1");
      assertThat(again.accepted()).isEqualTo(1);
      assertThat(again.position().epoch()).isGreaterThan(first.position().epoch());
      until(() -> lake.objectCount() == 0);
      node.committed(again);
      assertThat(node.store("1")).matches(s -> s.duplicates() == 1);
    }
  }

  @Test
  void idsOfPartitionsThatNobodyAppendsToAreSweptAndEpochsGoOn() {
    String[] sweeping = {
      "firn.buffers.passivate-after = 100 ms",
      "firn.dedup.sweep-interval = 100 ms",
      "firn.dedup.sweep-rate = 1000"
    };
    Stored last;
    try (TestNode node = new TestNode(folder, lake, around, sweeping)) {
      node.committed(node.store("1"));
      until(() -> node.buffers().awake().count() == 0);
      last = node.store("2");
      node.committed(last);
      until(() -> node.buffers().awake().count() == 0);
      await(lake.putObject(TestNode.VIEWS.id() + "/orphan.ids", new byte[0]));
      assertThat(lake.objectCount()).isEqualTo(3);

      around.setClock(Duration.ofDays(8));

      until(() -> lake.objectCount() == 0);
      until(() -> node.buffers().awake().count() == 0);
      assertThat(await(node.buffers().locate(last.position())))
          .as("a receipt of then")
          .isInstanceOf(InSnapshot.class);
    }
    try (TestNode node = new TestNode(folder, lake, around, sweeping)) {
      Stored next = node.store("1");
      assertThat(next.accepted()).isEqualTo(1);
      assertThat(next.position().epoch()).isEqualTo(last.position().epoch() + 1);
    }
  }

  @Test
  void aFullJournalTurnsEventsAwayBeforeTheyAreJournaledAndDrains() {
    try (TestNode node = new TestNode(folder, lake, around)) {
      node.store("1");
      around.fillJournal(true);
      StoreOutcome refused = await(node.buffers().store(TestNode.rows("2")));
      assertThat(refused)
          .isInstanceOfSatisfying(
              Busy.class, busy -> assertThat(busy.reason()).isEqualTo("journal full"));
      until(() -> lake.rows().size() == 1);
      around.fillJournal(false);
      node.committed(node.store("2"));
      assertThat(lake.rows()).containsExactly("1", "2");
    }
  }

  @Test
  void aJournalThatCouldNotBeTrimmedIsTrimmedBeforeThePartitionSleeps() {
    around.failTrims(true);
    try (TestNode node =
        new TestNode(folder, lake, around, "firn.buffers.passivate-after = 100 ms")) {
      node.committed(node.store("1"));
      until(() -> around.trims() >= 2);
      assertThat(node.buffers().awake().count()).isEqualTo(1);
    }
    try (TestNode node =
        new TestNode(folder, lake, around, "firn.buffers.passivate-after = 100 ms")) {
      until(() -> node.buffers().awake().count() == 1);
      int before = around.trims();
      until(() -> around.trims() > before);
      around.failTrims(false);
      until(() -> node.buffers().awake().count() == 0);
      assertThat(node.store("1")).matches(s -> s.duplicates() == 1);
    }
  }

  @Test
  void anAppendThatMeetsAPartitionOnItsWayToSleepIsNeitherLostNorLeftAlone() {
    try (TestNode node =
        new TestNode(
            folder,
            lake,
            "firn.buffers.passivate-after = 1 ms",
            "firn.flush.max-age = 10 ms",
            "firn.commit.interval = 10 ms",
            "firn.router.retry-after = 200 ms")) {
      List<String> sent = new ArrayList<>();
      Stored last = node.store("first");
      sent.add("first");
      for (int i = 0; i < 15; i++) {
        long epoch = last.position().epoch();
        last = node.store("e" + i);
        sent.add("e" + i);
        if (i % 3 == 0 && last.position().epoch() == epoch) {
          node.committed(last);
        }
      }
      until(() -> lake.rows().size() >= sent.size());
      assertThat(lake.rows()).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  private static Stored store(TestNode node, String tenant, String... ids) {
    return (Stored) await(node.buffers().store(TestNode.rows(tenant, TestNode.VIEWS, ids)));
  }
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins under a typed entity, and truncation as the entity's wiring does it. */
final class EventSourcedEntityTest {

  @TempDir Path dir;

  @Test
  void recovers_from_snapshot_and_events_after_a_restart_and_a_truncation() {
    onKit(
        kit -> {
          assertThat(addUpTo(kit, 1, 25)).isEqualTo(325);
          JournalTruncation truncation =
              JournalTruncation.create(kit.system(), Duration.ofSeconds(10));
          assertThat(TestJournal.await(truncation.deleteTo("sum|1", 20)))
              .isEqualTo(Done.getInstance());
          TestJournal.await(truncation.deleteSnapshotsBefore("sum|1", 20));
          EmbeddedJournal journal = EmbeddedJournal.get(kit.system());
          assertThat(journal.store().read(view -> view.position("sum|1")).orElseThrow().deletedTo())
              .isEqualTo(20);
          assertThat(snapshots(journal)).containsExactly(20L);
        });
    onKit(kit -> assertThat(addUpTo(kit, 26, 27)).isEqualTo(325 + 26 + 27));
  }

  @Test
  void truncation_works_with_any_journal_plugin() {
    ActorTestKit kit =
        ActorTestKit.create(
            TestSystem.config(
                dir, "pekko.persistence.journal.plugin = pekko.persistence.journal.inmem"));
    try {
      addUpTo(kit, 1, 5);
      JournalTruncation truncation = JournalTruncation.create(kit.system(), Duration.ofSeconds(10));
      assertThat(TestJournal.await(truncation.deleteTo("sum|1", 3))).isEqualTo(Done.getInstance());
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void truncation_tells_a_failure_by_its_cause() {
    onKit(
        kit -> {
          addUpTo(kit, 1, 3);
          JournalTruncation truncation =
              JournalTruncation.create(kit.system(), Duration.ofSeconds(10));
          EmbeddedJournal.get(kit.system()).close();
          assertThatThrownBy(() -> TestJournal.await(truncation.deleteTo("sum|1", 3)))
              .hasCauseInstanceOf(JournalClosedException.class);
          assertThatThrownBy(() -> TestJournal.await(truncation.deleteSnapshotsBefore("sum|1", 3)))
              .hasCauseInstanceOf(JournalClosedException.class);
        });
  }

  private static List<Long> snapshots(EmbeddedJournal journal) {
    SnapshotRange all = new SnapshotRange(0, Long.MAX_VALUE, 0, Long.MAX_VALUE);
    return journal.store().read(view -> SnapshotReader.all(view, "sum|1", all)).stream()
        .map(SnapshotReader.Found::sequenceNr)
        .toList();
  }

  private void onKit(java.util.function.Consumer<ActorTestKit> work) {
    ActorTestKit kit = ActorTestKit.create(TestSystem.config(dir, ""));
    try {
      work.accept(kit);
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static int addUpTo(ActorTestKit kit, int from, int to) {
    ActorRef<Add> entity = kit.spawn(new Sum());
    TestProbe<Integer> probe = kit.createTestProbe(Integer.class);
    int sum = 0;
    for (int number = from; number <= to; number++) {
      entity.tell(new Add(number, probe.getRef()));
      sum = probe.receiveMessage(Duration.ofSeconds(10));
    }
    return sum;
  }

  record Add(int number, ActorRef<Integer> replyTo) {}

  private static final class Sum extends EventSourcedBehavior<Add, Integer, Integer> {

    Sum() {
      super(PersistenceId.of("sum", "1"));
    }

    @Override
    public Integer emptyState() {
      return 0;
    }

    @Override
    public CommandHandler<Add, Integer, Integer> commandHandler() {
      return (state, add) -> Effect().persist(add.number()).thenReply(add.replyTo(), sum -> sum);
    }

    @Override
    public EventHandler<Integer, Integer> eventHandler() {
      return Integer::sum;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(10, 5);
    }
  }
}

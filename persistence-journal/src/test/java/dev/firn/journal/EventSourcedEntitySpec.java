package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;

/**
 * The plugins under a typed entity, and truncation as the entity's wiring does it; of every
 * profile.
 */
public abstract class EventSourcedEntitySpec {

  protected abstract JournalProfile profile();

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
          assertThat(stored(kit)).containsExactly(21L, 22L, 23L, 24L, 25L);
          assertThat(hasSnapshotBefore(kit, 20)).isFalse();
          assertThat(hasSnapshotBefore(kit, 21)).isTrue();
        });
    onKit(kit -> assertThat(addUpTo(kit, 26, 27)).isEqualTo(325 + 26 + 27));
  }

  private List<Long> stored(ActorTestKit kit) {
    return TestJournal.await(
        PersistenceQuery.get(kit.system())
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, profile().queryPlugin())
            .currentEventsByPersistenceId("sum|1", 0, Long.MAX_VALUE)
            .map(EventEnvelope::sequenceNr)
            .runWith(Sink.seq(), kit.system()));
  }

  private static boolean hasSnapshotBefore(ActorTestKit kit, long sequenceNr) {
    TestKit probe = new TestKit(Adapter.toClassic(kit.system()));
    Persistence.lookup()
        .get(kit.system())
        .snapshotStoreFor("", ConfigFactory.empty())
        .tell(
            new SnapshotProtocol.LoadSnapshot(
                "sum|1", SnapshotSelectionCriteria.latest(), sequenceNr - 1),
            probe.getRef());
    return probe.expectMsgClass(SnapshotProtocol.LoadSnapshotResult.class).snapshot().isDefined();
  }

  protected void onKit(java.util.function.Consumer<ActorTestKit> work) {
    ActorTestKit kit = ActorTestKit.create(profile().config(""));
    try {
      work.accept(kit);
    } finally {
      kit.shutdownTestKit();
    }
  }

  protected static int addUpTo(ActorTestKit kit, int from, int to) {
    ActorRef<Add> entity = sum(kit);
    TestProbe<Integer> probe = kit.createTestProbe(Integer.class);
    int sum = 0;
    for (int number = from; number <= to; number++) {
      entity.tell(new Add(number, probe.getRef()));
      sum = probe.receiveMessage(Duration.ofSeconds(10));
    }
    return sum;
  }

  /** A life of the entity, whatever other lives it has elsewhere. */
  protected static ActorRef<Add> sum(ActorTestKit kit) {
    return kit.spawn(new Sum());
  }

  public record Add(int number, ActorRef<Integer> replyTo) {}

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

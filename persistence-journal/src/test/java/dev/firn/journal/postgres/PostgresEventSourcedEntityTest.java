package dev.firn.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.journal.EventSourcedEntitySpec;
import dev.firn.journal.JournalProfile;
import dev.firn.journal.JournalTruncation;
import dev.firn.journal.SequenceConflictException;
import dev.firn.journal.TestJournal;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.LoggingEvent;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class PostgresEventSourcedEntityTest extends EventSourcedEntitySpec {

  private final PostgresProfile profile = PostgresProfile.inOwnSchema();

  @Override
  protected JournalProfile profile() {
    return profile;
  }

  /** Halted for so long that another node took over, persisted, and truncated what it persisted. */
  @Test
  void a_zombie_dies_aloud_without_an_answer_and_its_next_life_knows_what_happened_meanwhile() {
    onKit(
        old -> {
          ActorRef<Add> zombie = sum(old);
          TestProbe<Integer> clients = old.createTestProbe(Integer.class);
          add(zombie, 1, clients);
          onKit(
              young -> {
                assertThat(addUpTo(young, 2, 15)).isEqualTo(120);
                JournalTruncation truncation =
                    JournalTruncation.create(young.system(), Duration.ofSeconds(10));
                TestJournal.await(truncation.deleteTo("sum|1", 10));
              });

          LoggingTestKit.empty()
              .withLogLevel(Level.ERROR)
              .withCustom(PostgresEventSourcedEntityTest::tellsOfTheFence)
              .expect(
                  old.system(),
                  () -> {
                    zombie.tell(new Add(1_000, clients.getRef()));
                    clients.expectTerminated(zombie, Duration.ofSeconds(10));
                    return "dead";
                  });
          clients.expectNoMessage(Duration.ofMillis(100));
          assertThat(addUpTo(old, 16, 16)).isEqualTo(136);
        });
  }

  private static boolean tellsOfTheFence(LoggingEvent event) {
    Throwable failure = event.getThrowable().orElse(null);
    return failure != null && failure.getCause() instanceof SequenceConflictException;
  }

  private static void add(ActorRef<Add> entity, int number, TestProbe<Integer> clients) {
    entity.tell(new Add(number, clients.getRef()));
    clients.receiveMessage(Duration.ofSeconds(10));
  }
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.Actor;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What recovery must not take for whole, with any profile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RecoverySpec {
  private static final long ALL = Long.MAX_VALUE;

  /** As Pekko has it, and as it is where its reference.conf comes first on the class path. */
  private static final String PEKKOS_DEFAULT =
      "pekko.persistence.journal-plugin-fallback.replay-filter.mode = repair-by-discard-old";

  private TestSystem system;
  private JournalProbe journal;

  protected abstract JournalProfile profile();

  @BeforeAll
  void start() {
    JournalProfile profile = profile();
    system = TestSystem.of(profile.config(PEKKOS_DEFAULT + "\n" + profile.requiresSnapshot()));
    journal = new JournalProbe(system.get());
  }

  @AfterAll
  void stop() {
    system.close();
  }

  /** Two lives of an entity that wrote by turns: what one acknowledged must not be dropped. */
  @Test
  void a_replay_fails_where_two_writers_are_mixed() {
    String old = UUID.randomUUID().toString();
    write("mixed", 1, old);
    write("mixed", 2, UUID.randomUUID().toString());
    write("mixed", 3, old);

    List<Object> answers = journal.replay("mixed", 1, ALL, ALL);
    assertThat(answers.get(answers.size() - 1))
        .isInstanceOf(JournalProtocol.ReplayMessagesFailure.class);
  }

  private void write(String id, long sequenceNr, String writerUuid) {
    PersistentRepr event =
        PersistentRepr.apply("event", sequenceNr, id, "", false, Actor.noSender(), writerUuid);
    assertThat(journal.write(journal.atomic(event)))
        .isEqualTo(JournalProtocol.WriteMessagesSuccessful$.MODULE$);
    journal.kit().expectMsgClass(JournalProtocol.WriteMessageSuccess.class);
  }

  @Test
  void a_replay_fails_that_begins_with_truncated_events_for_which_no_snapshot_stands() {
    journal.writeStrings("id", 1, 5);
    assertThat(journal.replay("id", 1, ALL, ALL)).hasSize(6);
    journal.truncate("id", 3);
    journal.kit().receiveOne(Duration.ofSeconds(10));
    assertThatItFails(journal.replay("id", 1, ALL, ALL));
    assertThatItFails(journal.replay("id", 3, ALL, ALL));
    assertThat(journal.replay("id", 4, ALL, ALL)).hasSize(3);
  }

  private static void assertThatItFails(List<Object> answers) {
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0)).isInstanceOf(JournalProtocol.ReplayMessagesFailure.class);
    assertThat(((JournalProtocol.ReplayMessagesFailure) answers.get(0)).cause())
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("snapshot of [id]");
  }
}

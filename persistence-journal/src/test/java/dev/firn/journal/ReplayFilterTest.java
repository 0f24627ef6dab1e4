package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.Actor;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two lives of an entity that wrote by turns: what one of them acknowledged must not be dropped.
 */
class ReplayFilterTest {
  private static final String ID = "mixed";

  /** As Pekko has it, and as it is where its reference.conf comes first on the class path. */
  private static final String PEKKOS_DEFAULT =
      "pekko.persistence.journal-plugin-fallback.replay-filter.mode = repair-by-discard-old";

  @TempDir Path dir;

  @Test
  void aReplayFailsWhereTwoWritersAreMixed() {
    try (TestSystem system = TestSystem.on(dir, PEKKOS_DEFAULT)) {
      JournalProbe journal = new JournalProbe(system.get());
      String old = UUID.randomUUID().toString();
      String young = UUID.randomUUID().toString();
      write(journal, event(1, old));
      write(journal, event(2, young));
      write(journal, event(3, old));

      List<Object> answers = journal.replay(ID, 1, Long.MAX_VALUE, Long.MAX_VALUE);
      assertThat(answers.get(answers.size() - 1))
          .isInstanceOf(JournalProtocol.ReplayMessagesFailure.class);
    }
  }

  private static void write(JournalProbe journal, PersistentRepr event) {
    assertThat(journal.write(journal.atomic(event)))
        .isEqualTo(JournalProtocol.WriteMessagesSuccessful$.MODULE$);
    journal.kit().expectMsgClass(JournalProtocol.WriteMessageSuccess.class);
  }

  private static PersistentRepr event(long sequenceNr, String writerUuid) {
    return PersistentRepr.apply("event", sequenceNr, ID, "", false, Actor.noSender(), writerUuid);
  }
}

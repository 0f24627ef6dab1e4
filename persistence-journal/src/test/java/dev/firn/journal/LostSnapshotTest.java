package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.persistence.JournalProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where every entity truncates behind a snapshot, recovery without it must not look whole. */
final class LostSnapshotTest {

  @TempDir Path dir;

  @Test
  void a_replay_that_begins_with_truncated_events_fails() {
    try (TestSystem system =
        TestSystem.on(dir, "firn.journal.embedded.recovery.require-snapshot = on")) {
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("id", 1, 5);
      assertThat(journal.replay("id", 1, Long.MAX_VALUE, Long.MAX_VALUE)).hasSize(6);
      journal.truncate("id", 3);
      journal.kit().receiveOne(java.time.Duration.ofSeconds(10));
      assertThatItFails(journal.replay("id", 1, Long.MAX_VALUE, Long.MAX_VALUE));
      assertThatItFails(journal.replay("id", 3, Long.MAX_VALUE, Long.MAX_VALUE));
      assertThat(journal.replay("id", 4, Long.MAX_VALUE, Long.MAX_VALUE)).hasSize(3);
    }
  }

  private static void assertThatItFails(List<Object> answers) {
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0)).isInstanceOf(JournalProtocol.ReplayMessagesFailure.class);
    assertThat(((JournalProtocol.ReplayMessagesFailure) answers.get(0)).cause())
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("snapshot of [id]");
  }
}

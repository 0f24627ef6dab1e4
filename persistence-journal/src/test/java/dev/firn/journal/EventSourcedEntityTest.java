package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventSourcedEntityTest extends EventSourcedEntitySpec {

  @TempDir Path dir;

  @Override
  protected JournalProfile profile() {
    return new EmbeddedProfile(dir);
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
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.journal.JournalStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpaceTest {

  private static final String[] SMALL = {
    "firn.journal.max-bytes = 2 MiB",
    "firn.journal.embedded.full.headroom = 1 MiB",
    "firn.journal.embedded.full.essential-append = 4 KiB",
    "firn.journal.embedded.full.essential-ids = [committer]",
    "firn.journal.embedded.reclaim.interval = 20ms",
    "firn.journal.embedded.memory.write-buffer = 1 MiB",
  };

  @TempDir Path dir;

  @Test
  void beyond_the_budget_appends_are_refused_until_truncation_made_room() {
    try (TestJournal journal = TestJournal.open(dir, SMALL)) {
      long stored = fill(journal);
      JournalStatus full = journal.status();
      assertThat(full.state()).isEqualTo(State.FULL);
      assertThat(full.reason().orElseThrow()).contains("2097152");
      assertThat(journal.status().counters().refused()).isPositive();
      assertThat(journal.texts("a", 1, Long.MAX_VALUE)).hasSize((int) stored);
      journal.truncate("a", stored);
      TestJournal.eventually(Duration.ofSeconds(20), () -> journal.status().isWritable());
      journal.appendAll("a", stored + 1, stored + 3, 20_000);
    }
  }

  @Test
  void what_makes_truncation_possible_is_still_appended_when_full() {
    try (TestJournal journal = TestJournal.open(dir, SMALL)) {
      long stored = fill(journal);
      TestJournal.await(journal.append("a", stored + 1, "rows are in this file"));
      TestJournal.await(journal.append("committer-1", 1, TestJournal.text(1, 100_000)));
      TestJournal.await(
          journal
              .journal()
              .submit(
                  new JournalOperation.SaveSnapshot(
                      "a", new EncodedEvent(stored, new byte[100_000]))));
      assertThatThrownBy(() -> fill("committer-2", journal))
          .hasCauseInstanceOf(JournalFullException.class);
    }
  }

  @Test
  void what_may_be_refused_is_told_by_its_kind_and_not_by_its_size() {
    SpaceRules rules =
        new SpaceRules(
            100, new EmbeddedJournalSettings.Full(0, 50, List.of("rows"), 10, List.of("always|")));
    assertThat(rules.isEssential("a", Set.of("rows"), 1)).isFalse();
    assertThat(rules.isEssential("a", Set.of("opened", "rows"), 1)).isFalse();
    assertThat(rules.isEssential("a", Set.of("file"), 1_000)).isTrue();
    assertThat(rules.isEssential("always|a", Set.of("rows"), 1_000)).isTrue();
  }

  @Test
  void on_a_nearly_full_disk_appends_are_refused() {
    try (TestJournal journal =
        TestJournal.open(dir, "firn.journal.embedded.full.disk-reserve = 1000000 GiB")) {
      assertThat(journal.status().state()).isEqualTo(State.DISK_LOW);
      assertThatThrownBy(
              () -> TestJournal.await(journal.append("a", 1, TestJournal.text(1, 20_000))))
          .hasCauseInstanceOf(JournalFullException.class)
          .hasMessageContaining("reserve");
      journal.truncate("a", 1);
    }
  }

  @Test
  void a_full_queue_refuses_at_once() {
    try (TestJournal journal =
        TestJournal.open(dir, "firn.journal.embedded.writer.max-queued-bytes = 30000")) {
      assertThatThrownBy(() -> journal.appendAll("a", 1, 1000, 20_000))
          .hasCauseInstanceOf(JournalOverloadedException.class);
      assertThat(journal.status().isWritable()).isTrue();
    }
  }

  @Test
  void the_files_shrink_after_truncation() {
    try (TestJournal journal =
        TestJournal.open(
            dir,
            "firn.journal.embedded.reclaim.interval = 20ms",
            "firn.journal.embedded.reclaim.floor = 1 MiB",
            "firn.journal.embedded.memory.write-buffer = 2 MiB")) {
      for (long round = 0; round < 20; round++) {
        for (String id : new String[] {"a", "b", "c"}) {
          journal.appendAll(id, round * 20 + 1, round * 20 + 20, 20_000);
          journal.truncate(id, Math.max(0, round - 3) * 20);
        }
      }
      JournalStatus busy = journal.status();
      assertThat(busy.counters().bytes()).isGreaterThan(20 * 3 * 20 * 20_000L);
      TestJournal.eventually(
          Duration.ofSeconds(20),
          () -> journal.status().bytesOnDisk() <= 1.75 * journal.status().liveBytes() + (1 << 20));
      for (String id : new String[] {"a", "b", "c"}) {
        assertThat(journal.texts(id, 1, 1000)).hasSize(80);
        journal.truncate(id, 1000);
      }
      TestJournal.eventually(
          Duration.ofSeconds(20), () -> journal.status().bytesOnDisk() <= (1 << 20));
      assertThat(journal.status().liveBytes()).isZero();
    }
  }

  private static long fill(TestJournal journal) {
    return fill("a", journal, 20_000);
  }

  private static void fill(String id, TestJournal journal) {
    for (long sequenceNr = 1; sequenceNr < 1000; sequenceNr++) {
      TestJournal.await(journal.append(id, sequenceNr, TestJournal.text(sequenceNr, 20_000)));
    }
  }

  /** Appends until refused; the number of stored events. */
  private static long fill(String id, TestJournal journal, int size) {
    for (long sequenceNr = 1; sequenceNr < 1000; sequenceNr++) {
      try {
        TestJournal.await(journal.append(id, sequenceNr, TestJournal.text(sequenceNr, size)));
      } catch (java.util.concurrent.CompletionException e) {
        assertThat(e).hasCauseInstanceOf(JournalFullException.class);
        return sequenceNr - 1;
      }
    }
    throw new AssertionError("The journal never became full");
  }
}

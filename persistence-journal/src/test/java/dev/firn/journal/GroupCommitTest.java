package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupCommitTest {

  @TempDir Path dir;

  @Test
  void appends_that_wait_together_share_one_sync() {
    try (TestJournal journal = TestJournal.open(dir)) {
      List<CompletionStage<Done>> writes = new ArrayList<>();
      for (int entity = 0; entity < 1000; entity++) {
        writes.add(journal.append("entity-" + entity, 1, TestJournal.text(1, 1000)));
      }
      writes.forEach(TestJournal::await);
      WriteCounters counters = journal.status().counters();
      assertThat(counters.appends()).isEqualTo(1000);
      assertThat(counters.syncs()).isLessThan(300);
      assertThat(counters.syncLatency().count()).isEqualTo(counters.syncs());
    }
  }

  @Test
  void a_group_commit_is_bounded_in_bytes() {
    try (TestJournal journal =
        TestJournal.open(dir, "firn.journal.embedded.writer.max-batch-bytes = 10000")) {
      journal.appendAll("a", 1, 100, 5000);
      assertThat(journal.status().counters().syncs()).isGreaterThanOrEqualTo(50);
      assertThat(journal.texts("a", 1, 100)).hasSize(100);
    }
  }

  @Test
  void one_refused_append_does_not_harm_the_others_of_its_group() {
    try (TestJournal journal = TestJournal.open(dir)) {
      CompletionStage<Done> first = journal.append("a", 1, "one");
      CompletionStage<Done> twin = journal.append("a", 1, "twin");
      CompletionStage<Done> second = journal.append("a", 2, "two");
      TestJournal.await(first);
      assertThatThrownBy(() -> TestJournal.await(twin))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(SequenceConflictException.class);
      TestJournal.await(second);
      assertThat(journal.texts("a", 1, 9)).containsExactly("one", "two");
    }
  }

  @Test
  void a_truncation_right_behind_its_append_sees_it() {
    try (TestJournal journal = TestJournal.open(dir)) {
      CompletionStage<Done> append = journal.append("a", 1, "one");
      CompletionStage<Done> next = journal.append("a", 2, "two");
      CompletionStage<Done> truncate =
          journal.journal().submit(new JournalOperation.Truncate("a", 1));
      List.of(append, next, truncate).forEach(TestJournal::await);
      assertThat(journal.texts("a", 1, 9)).containsExactly("two");
      journal.truncate("a", 2);
      assertThat(journal.status().liveBytes()).isZero();
      assertThat(journal.highest("a")).isEqualTo(2);
    }
  }

  @Test
  void positions_forgotten_by_the_writer_are_read_again() {
    try (TestJournal journal =
        TestJournal.open(dir, "firn.journal.embedded.writer.cached-ids = 2")) {
      for (long sequenceNr = 1; sequenceNr <= 3; sequenceNr++) {
        for (int entity = 0; entity < 10; entity++) {
          TestJournal.await(journal.append("entity-" + entity, sequenceNr, "x"));
        }
      }
      journal.truncate("entity-3", 3);
      TestJournal.await(journal.append("entity-3", 4, "y"));
      assertThat(journal.texts("entity-3", 0, 9)).containsExactly("y");
      assertThat(journal.texts("entity-4", 0, 9)).hasSize(3);
    }
  }

  @Test
  void live_bytes_after_a_restart_are_those_before() {
    long live;
    try (TestJournal journal = TestJournal.open(dir)) {
      journal.appendAll("a", 1, 20, 3000);
      journal.appendAll("b", 1, 20, 3000);
      journal.appendAll("c", 1, 2000, 10);
      journal.truncate("a", 7);
      journal.truncate("b", 20);
      journal.truncate("c", 1990);
      live = journal.status().liveBytes();
      assertThat(live).isBetween(13 * 3000L, 13 * 3200L + 10 * 150);
    }
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.status().liveBytes()).isEqualTo(live);
      assertThat(journal.highest("b")).isEqualTo(20);
      journal.appendAll("b", 21, 21, 10);
      assertThat(journal.texts("c", 0, 3000)).hasSize(10);
    }
  }
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.journal.JournalOperation.CarryOver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a start it is known what generations take, though not by whom. */
final class RestartSpaceTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";

  @TempDir Path dir;

  /** Dead events whose neighbours tell nothing of their size. */
  @Test
  void files_are_made_small_after_a_start_before_anything_is_appended() {
    try (TestJournal journal =
        TestJournal.open(
            dir,
            "firn.journal.embedded.reclaim.interval = 20ms",
            "firn.journal.embedded.reclaim.factor = 10000")) {
      Generations generations = journal.journal().store().database().generations();
      for (long round = 0; round < 8; round++) {
        journal.appendAll("stays", round + 1, round + 1, 20_000);
        journal.appendAll("passes", 10 * round + 1, 10 * round + 1, 10);
        journal.appendAll("passes", 10 * round + 2, 10 * round + 9, 50_000);
        journal.appendAll("passes", 10 * round + 10, 10 * round + 10, 10);
        TestJournal.eventually(Duration.ofSeconds(10), generations::begin);
      }
      journal.truncate("passes", 80);
      assertThat(generations.all()).hasSizeGreaterThan(8);
    }
    try (TestJournal journal =
        TestJournal.open(
            dir,
            "firn.journal.embedded.reclaim.interval = 20ms",
            "firn.journal.embedded.reclaim.generation = 100 KiB",
            "firn.journal.embedded.reclaim.floor = 200 KiB")) {
      TestJournal.eventually(
          Duration.ofSeconds(10),
          () -> journal.status().bytesOnDisk() <= 2 * journal.status().liveBytes() + (1 << 20));
      assertThat(journal.texts("stays", 1, 8)).hasSize(8);
    }
  }

  /** Bytes between the first and the last event of an id in a generation may stand in others. */
  @Test
  void what_was_carried_over_does_not_count_for_what_stayed_between() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 1, 60, 20_000);
      Generations generations = journal.journal().store().database().generations();
      TestJournal.eventually(Duration.ofSeconds(10), generations::begin);
      Generation first = generations.older().get(0);
      List<CarryOver.Row> carried =
          journal
              .journal()
              .store()
              .read(view -> new LiveRows(first, generations.occupancy()).next(view, 50_000));
      TestJournal.await(journal.journal().submit(CarryOver.of(carried)));
      journal.appendAll("a", 61, 61, 20_000);
    }
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      Generations generations = journal.journal().store().database().generations();
      Occupancy.Use first = generations.occupancy().use(generations.all().get(0));
      Occupancy.Use second = generations.occupancy().use(generations.all().get(1));
      assertThat(first.written()).isBetween(1_200_000L, 1_300_000L);
      assertThat(first.live()).isBetween(1_200_000L, 1_300_000L);
      assertThat(second.written()).isBetween(80_000L, 90_000L);
      assertThat(second.live()).isBetween(80_000L, 90_000L);
      assertThat(generations.occupancy().written()).isLessThan(1_400_000);
    }
  }
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.journal.JournalOperation.CarryOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Emptying a generation goes on where it was when the writer refused, or was slow. */
final class EmptyingTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";
  private static final int EVENTS = 60;
  private static final SpaceGoal.Room ROOM =
      new SpaceGoal.Room(true, Long.MAX_VALUE, Long.MAX_VALUE);

  @TempDir Path dir;

  @Test
  void what_the_writer_refuses_is_carried_over_later_and_the_rest_only_once() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      Generations generations = twoGenerations(journal);
      long live = generations.occupancy().use(generations.older().get(0)).live();
      List<JournalOperation> asked = new ArrayList<>();
      Emptying emptying =
          emptying(
              journal,
              operation -> {
                asked.add(operation);
                return asked.size() % 3 == 0
                    ? journal.journal().submit(operation)
                    : CompletableFuture.failedFuture(new JournalOverloadedException("busy"));
              });
      int failures = 0;
      boolean isDone = false;
      while (!isDone) {
        try {
          isDone = emptying.goOn();
        } catch (JournalOverloadedException e) {
          failures++;
        }
      }
      assertThat(failures).isGreaterThanOrEqualTo(4);
      assertThat(generations.occupancy().use(generations.current()).written()).isEqualTo(live);
      assertThat(journal.texts("a", 1, EVENTS)).hasSize(EVENTS);
    }
  }

  @Test
  void a_page_under_way_is_awaited_and_not_written_again() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      twoGenerations(journal);
      List<CarryOver> asked = new ArrayList<>();
      Emptying emptying =
          emptying(
              journal,
              operation -> {
                asked.add((CarryOver) operation);
                return operation.done();
              });
      assertThat(emptying.goOn()).isFalse();
      assertThat(emptying.goOn()).isFalse();
      assertThat(asked).hasSize(1);
      asked.get(0).done().completeExceptionally(new JournalOverloadedException("busy"));
      assertThatThrownBy(emptying::goOn).isInstanceOf(JournalOverloadedException.class);
      assertThat(emptying.goOn()).isFalse();
      assertThat(first(asked.get(1))).isEqualTo(first(asked.get(0)));
      asked.get(1).done().complete(Done.getInstance());
      assertThat(emptying.goOn()).isFalse();
      assertThat(emptying.goOn()).isFalse();
      assertThat(first(asked.get(2))).isEqualTo(first(asked.get(1)) + asked.get(1).rows().size());
    }
  }

  /** Housekeeping has more to do than to wait for a writer that does not come to it. */
  @Test
  @Timeout(20)
  void a_turn_ends_however_long_the_writer_takes() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      Generations generations = twoGenerations(journal);
      journal.truncate("a", EVENTS / 2);
      Cleaner cleaner = cleaner(journal, JournalOperation::done);
      cleaner.turn(ROOM);
      cleaner.turn(ROOM);
      assertThat(generations.older()).hasSize(1);
    }
  }

  /** A drop is in the manifest at once; whoever accepts the loss of a log must not lose these. */
  @Test
  void what_was_carried_over_does_not_depend_on_the_log() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      Generations generations = twoGenerations(journal);
      journal.truncate("a", EVENTS / 2);
      Cleaner cleaner = cleaner(journal, journal.journal()::submit);
      Generation first = generations.older().get(0);
      while (generations.all().contains(first)) {
        cleaner.turn(ROOM);
      }
    }
    emptyLogs();
    try (TestJournal journal =
        TestJournal.open(dir, "firn.journal.embedded.accept-data-loss = on")) {
      assertThat(journal.texts("a", EVENTS / 2 + 1, EVENTS)).hasSize(EVENTS / 2);
    }
  }

  private void emptyLogs() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("db"))) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        Files.write(log, new byte[0]);
      }
    }
  }

  private static Generations twoGenerations(TestJournal journal) {
    journal.appendAll("a", 1, EVENTS, 30_000);
    Generations generations = journal.journal().store().database().generations();
    TestJournal.eventually(Duration.ofSeconds(10), generations::begin);
    return generations;
  }

  private static Cleaner cleaner(
      TestJournal journal, Function<JournalOperation, CompletionStage<Done>> writer) {
    return new Cleaner(
        journal.journal().store(),
        new SpaceGoal(1, 0, 1 << 20, 96 << 20),
        new WriteStatistics(),
        writer);
  }

  private static Emptying emptying(
      TestJournal journal, Function<JournalOperation, CompletionStage<Done>> writer) {
    OpenDatabase opened = journal.journal().store().database();
    return new Emptying(
        journal.journal().store(), opened, opened.generations().older().get(0), writer);
  }

  private static long first(CarryOver page) {
    return Keys.sequenceNr(page.rows().get(0).key());
  }
}

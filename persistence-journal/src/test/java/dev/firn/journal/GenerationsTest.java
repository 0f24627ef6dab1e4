package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events come and go by generations; what is not truncated is always there, once and in order. */
final class GenerationsTest {

  private static final String[] SMALL = {
    "firn.journal.embedded.reclaim.generation = 100 KiB",
    "firn.journal.embedded.reclaim.interval = 5ms",
    "firn.journal.embedded.reclaim.floor = 200 KiB",
    "firn.journal.embedded.memory.write-buffer = 1 MiB",
    "firn.journal.embedded.writer.cached-ids = 3",
  };
  private static final int IDS = 8;

  @TempDir Path dir;

  /**
   * Some ids truncate soon, some late, some never, so that generations die, are emptied and stay.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void whatever_is_appended_truncated_and_reopened_the_rest_is_there(long seed) {
    Random random = new Random(seed);
    long[] highest = new long[IDS];
    long[] deleted = new long[IDS];
    for (int life = 0; life < 3; life++) {
      try (TestJournal journal = TestJournal.open(dir, SMALL)) {
        for (int step = 0; step < 150; step++) {
          step(journal, random, highest, deleted);
        }
        assertThatTheRestIsThere(journal, highest, deleted);
        assertThat(journal.status().liveBytes()).isEqualTo(liveBytes(highest, deleted));
      }
    }
    try (TestJournal journal = TestJournal.open(dir, SMALL)) {
      assertThatTheRestIsThere(journal, highest, deleted);
      assertThat(journal.status().liveBytes()).isEqualTo(liveBytes(highest, deleted));
      TestJournal.eventually(
          Duration.ofSeconds(20),
          () -> journal.status().bytesOnDisk() <= 2 * journal.status().liveBytes() + (4 << 20));
    }
  }

  /** Readers see whole ranges while generations are emptied and dropped under them. */
  @Test
  void a_read_under_way_is_whole_whatever_is_dropped_meanwhile() {
    try (TestJournal journal = TestJournal.open(dir, SMALL)) {
      journal.appendAll("stays", 1, 20, 2_000);
      AtomicBoolean isDone = new AtomicBoolean();
      CompletableFuture<Integer> reader =
          CompletableFuture.supplyAsync(
              () -> {
                int reads = 0;
                while (!isDone.get() || reads < 10) {
                  assertThat(journal.texts("stays", 1, 20)).hasSize(20);
                  reads++;
                }
                return reads;
              });
      for (long i = 1; i <= 400; i++) {
        TestJournal.await(journal.append("passes", i, TestJournal.text(i, 5_000)));
        if (i % 50 == 0) {
          journal.truncate("passes", i);
          TestJournal.await(journal.append("stays", 20 + i, "now and then"));
        }
      }
      isDone.set(true);
      assertThat(reader.orTimeout(60, TimeUnit.SECONDS).join()).isGreaterThan(9);
      assertThat(journal.generations()).isLessThan(30);
      assertThat(journal.texts("stays", 1, 20)).hasSize(20);
    }
  }

  /** What was read to be carried over may be truncated before the writer comes to it. */
  @Test
  void what_is_truncated_meanwhile_is_not_carried_over() {
    try (TestJournal journal = TestJournal.open(dir)) {
      journal.appendAll("a", 1, 10, 2_000);
      journal.appendAll("b", 1, 2, 2_000);
      Generations generations = journal.journal().store().database().generations();
      TestJournal.eventually(Duration.ofSeconds(10), generations::begin);
      Generation old = generations.older().get(0);
      LiveRows rows = new LiveRows(old, generations.occupancy());
      List<JournalOperation.CarryOver.Row> read =
          journal.journal().store().read(view -> rows.next(view, Long.MAX_VALUE));
      assertThat(read).hasSize(12);
      CompletionStage<?> truncated =
          journal.journal().submit(new JournalOperation.Truncate("a", 10));
      TestJournal.await(journal.journal().submit(JournalOperation.CarryOver.of(read)));
      TestJournal.await(truncated);

      assertThat(generations.occupancy().holds(generations.current(), numberOf(journal, "a")))
          .isFalse();
      assertThat(generations.occupancy().holds(generations.current(), numberOf(journal, "b")))
          .isTrue();
      assertThat(journal.texts("b", 1, 10)).hasSize(2);
      journal.truncate("b", 1);
      assertThat(journal.texts("b", 1, 10)).containsExactly(TestJournal.text(2, 2_000));
    }
  }

  /** Forgetting an id must not make a view blind that is older than that. */
  @Test
  void a_view_sees_what_was_truncated_and_dropped_after_it_was_opened() {
    try (TestJournal journal = TestJournal.open(dir, SMALL)) {
      journal.appendAll("a", 1, 10, 2_000);
      RocksDbStore store = journal.journal().store();
      int seen =
          store.read(
              view -> {
                journal.truncate("a", 10);
                journal.appendAll("b", 1, 100, 20_000);
                journal.truncate("b", 100);
                TestJournal.eventually(
                    Duration.ofSeconds(20),
                    () -> !journal.status().isWritable() || isFirstGone(store));
                return read(view, "a");
              });
      assertThat(seen).isEqualTo(10);
      assertThat(journal.texts("a", 1, 10)).isEmpty();
    }
  }

  private static boolean isFirstGone(RocksDbStore store) {
    return store.database().generations().all().get(0).number() > 1;
  }

  private static int read(ReadView view, String id) {
    List<Long> rows = new ArrayList<>();
    Position position = view.position(id).orElseThrow();
    EventReader.read(view, id, position, 1, 10, (sequenceNr, value) -> rows.add(sequenceNr));
    return rows.size();
  }

  private static long numberOf(TestJournal journal, String id) {
    return journal.journal().store().read(view -> view.position(id)).orElseThrow().number();
  }

  /** Format 1 had one family for all events, and deleted them in it one by one. */
  @Test
  void a_journal_of_format_1_is_taken_over() throws Exception {
    FormatOne.write(dir, "a", 30, 12);
    long live;
    try (TestJournal journal = TestJournal.open(dir, SMALL)) {
      assertThat(journal.highest("a")).isEqualTo(30);
      assertThat(journal.texts("a", 1, 100))
          .hasSize(18)
          .startsWith(TestJournal.text(13, FormatOne.SIZE));
      live = journal.status().liveBytes();
      assertThat(live).isEqualTo(FormatOne.bytes("a", 13, 30));
      journal.appendAll("a", 31, 40, 20_000);
    }
    assertThat(Files.readString(dir.resolve("format"))).isEqualTo("firn journal format 2\n");
    try (TestJournal journal = TestJournal.open(dir, SMALL)) {
      assertThat(journal.texts("a", 1, 100)).hasSize(28);
      journal.truncate("a", 39);
      TestJournal.eventually(Duration.ofSeconds(20), () -> isFirstGone(journal.journal().store()));
      assertThat(journal.texts("a", 1, 100)).containsExactly(TestJournal.text(40, 20_000));
      assertThat(journal.highest("a")).isEqualTo(40);
    }
  }

  private static void step(TestJournal journal, Random random, long[] highest, long[] deleted) {
    int id = random.nextInt(IDS);
    List<CompletionStage<?>> writes = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      highest[id]++;
      writes.add(journal.append(name(id), highest[id], text(id, highest[id])));
    }
    writes.forEach(TestJournal::await);
    if (id > 0 && random.nextInt(1 + 3 * id) == 0) {
      deleted[id] = highest[id] - random.nextInt((int) (highest[id] - deleted[id]) + 1);
      journal.truncate(name(id), deleted[id]);
    }
  }

  private static void assertThatTheRestIsThere(
      TestJournal journal, long[] highest, long[] deleted) {
    for (int id = 0; id < IDS; id++) {
      int of = id;
      assertThat(journal.highest(name(id))).isEqualTo(highest[id]);
      assertThat(journal.texts(name(id), 1, Long.MAX_VALUE))
          .as(name(id))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(deleted[id] + 1, highest[id])
                  .mapToObj(number -> text(of, number))
                  .toList());
    }
  }

  private static long liveBytes(long[] highest, long[] deleted) {
    long bytes = 0;
    for (int id = 0; id < IDS; id++) {
      for (long number = deleted[id] + 1; number <= highest[id]; number++) {
        bytes +=
            new EncodedEvent(number, TestJournal.record(name(id), number, text(id, number)))
                .bytes();
      }
    }
    return bytes;
  }

  private static String name(int id) {
    return "id-" + id;
  }

  private static String text(int id, long number) {
    return TestJournal.text(number * IDS + id, 1000 + 700 * id);
  }
}

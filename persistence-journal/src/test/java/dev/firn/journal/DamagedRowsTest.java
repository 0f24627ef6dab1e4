package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A damaged row concerns the id that still needs it, and nobody else. */
final class DamagedRowsTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";

  @TempDir Path dir;

  @Test
  void rows_that_are_truncated_may_be_damaged() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 1, 10, 100);
      journal.truncate("a", 7);
      for (long sequenceNr : new long[] {1, 4, 7}) {
        damageRow(journal, "a", sequenceNr);
      }
    }
    assertThatTheRestIsThere("a");
  }

  @Test
  void blocks_of_rows_that_are_truncated_may_be_damaged() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("0", 1, 10, 20_000);
      journal.appendAll("a", 1, 10, 20_000);
      journal.truncate("0", 7);
      journal.truncate("a", 7);
      journal.flush();
    }
    damageBlock(1);
    assertThatTheRestIsThere("a");
    assertThatTheRestIsThere("0");
  }

  @Test
  void a_damaged_row_that_lives_is_told_and_stops_its_id_alone() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 1, 10, 100);
      journal.appendAll("b", 1, 10, 100);
      damageRow(journal, "a", 1);
      damageRow(journal, "a", 10);
    }
    for (int start = 0; start < 2; start++) {
      try (TestJournal journal = TestJournal.open(dir)) {
        assertThat(journal.texts("b", 1, 10)).hasSize(10);
        assertThatThrownBy(() -> journal.texts("a", 1, 10))
            .isInstanceOf(JournalCorruptedException.class);
        assertThatThrownBy(() -> TestJournal.await(journal.append("a", 11, "no")))
            .hasRootCauseInstanceOf(JournalCorruptedException.class);
        assertThat(journal.status().damagedReads()).isGreaterThanOrEqualTo(2);
        Generations generations = journal.journal().store().database().generations();
        assertThat(generations.all()).anyMatch(each -> holds(generations, each));
      }
    }
  }

  private static boolean holds(Generations generations, Generation generation) {
    return generations.occupancy().holds(generation, 1);
  }

  private void assertThatTheRestIsThere(String id) {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      assertThat(journal.texts(id, 8, 10)).hasSize(3);
      assertThat(journal.highest(id)).isEqualTo(10);
      TestJournal.await(journal.append("others", journal.highest("others") + 1, "go on"));
      assertThat(journal.status().counters().failures()).isZero();
    }
  }

  private static void damageRow(TestJournal journal, String id, long sequenceNr)
      throws RocksDBException, IOException {
    RocksDbStore store = journal.journal().store();
    long number = store.read(view -> view.position(id)).orElseThrow().number();
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(
          store.database().generations().current().handle(),
          Keys.row(number, sequenceNr),
          new byte[100]);
      store.write(batch);
    }
  }

  /** Every block that holds the event of this number. */
  private void damageBlock(long sequenceNr) throws IOException {
    Path table;
    try (Stream<Path> files = Files.list(dir.resolve("db"))) {
      table =
          files
              .filter(file -> file.toString().endsWith(".sst"))
              .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
              .orElseThrow();
    }
    String content = Files.readString(table, StandardCharsets.ISO_8859_1);
    String text = TestJournal.text(sequenceNr, 20_000);
    int found = 0;
    try (FileChannel file = FileChannel.open(table, StandardOpenOption.WRITE)) {
      for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
        file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), at + 10_000);
        found++;
      }
    }
    assertThat(found).isEqualTo(2);
  }
}

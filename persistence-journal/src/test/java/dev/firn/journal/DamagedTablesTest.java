package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Rows in table files, and rows that are gone from within. */
final class DamagedTablesTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";

  @TempDir Path dir;
  private JournalFiles files;

  @BeforeEach
  void locate() {
    files = new JournalFiles(dir);
  }

  @Test
  void a_missing_table_file_stops_the_start_with_its_name() throws Exception {
    files.writeToATableFile();
    Path table = files.tableFile();
    Files.delete(table);
    files.assertThatTheStartFailsWith(table.getFileName().toString(), "Restore the folder");
  }

  @Test
  void a_damaged_row_found_while_running_names_its_file_and_is_counted() throws Exception {
    files.writeToATableFile();
    try (FileChannel file = FileChannel.open(files.tableFile(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 5000);
    }
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      assertThatThrownBy(() -> journal.texts("a", 1, 99))
          .isInstanceOf(JournalCorruptedException.class)
          .hasMessageContaining(files.tableFile().getFileName().toString());
      assertThat(journal.status().damagedReads()).isEqualTo(1);
      TestJournal.await(journal.append("b", 1, "others go on"));
    }
  }

  @Test
  void a_flipped_bit_in_a_table_file_is_never_a_shorter_journal() throws Exception {
    files.writeToATableFile();
    files.flipBits(files.tableFile());
  }

  @Test
  void an_event_missing_in_the_middle_fails_the_read() throws Exception {
    try (TestJournal journal = TestJournal.open(dir)) {
      journal.appendAll("a", 1, 10, 100);
      removeRow(journal, 5);
      assertThat(journal.texts("a", 6, 10)).hasSize(5);
      for (long[] range : new long[][] {{1, 10}, {1, 5}, {5, 10}, {5, 5}, {4, 5}}) {
        assertThatThrownBy(() -> journal.texts("a", range[0], range[1]))
            .isInstanceOf(JournalCorruptedException.class)
            .hasMessageContaining("missing between");
      }
      assertThat(journal.texts("a", 1, 4)).hasSize(4);
    }
  }

  private static void removeRow(TestJournal journal, long sequenceNr)
      throws RocksDBException, IOException {
    RocksDbStore store = journal.journal().store();
    long number = store.read(view -> view.position("a")).orElseThrow().number();
    try (WriteBatch batch = new WriteBatch()) {
      batch.delete(store.database().generations().current().handle(), Keys.row(number, sequenceNr));
      store.write(batch);
    }
  }
}

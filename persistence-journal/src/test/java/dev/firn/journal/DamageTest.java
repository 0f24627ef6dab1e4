package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

final class DamageTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";
  private static final String ACCEPT = "firn.journal.embedded.accept-data-loss = on";

  @TempDir Path dir;
  @TempDir Path untouched;

  @Test
  void a_torn_tail_that_was_never_acknowledged_is_dropped() throws IOException {
    writeTenEvents();
    Files.write(log(), startOfARecordOf(0x7f00, new byte[1000]), StandardOpenOption.APPEND);
    assertThatAllTenAreThere();
  }

  @Test
  void a_tail_of_zeros_that_was_never_acknowledged_is_dropped() throws IOException {
    writeTenEvents();
    Files.write(log(), new byte[5000], StandardOpenOption.APPEND);
    assertThatAllTenAreThere();
  }

  @Test
  void an_acknowledged_tail_that_is_gone_stops_the_start() throws IOException {
    writeTenEvents();
    truncateLog(200);
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("lost acknowledged writes");
    try (TestJournal journal = TestJournal.open(dir, ACCEPT)) {
      assertThat(journal.texts("a", 1, 99)).hasSize(9);
    }
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.highest("a")).isEqualTo(9);
    }
  }

  @Test
  void a_log_that_is_gone_stops_the_start() throws IOException {
    writeTenEvents();
    Files.delete(log());
    assertThatTheStartFailsWith("log", "Restore the folder");
  }

  @Test
  void damage_in_the_middle_of_the_log_stops_the_start_with_advice() throws IOException {
    writeTenEvents();
    try (FileChannel file = FileChannel.open(log(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 5000);
    }
    assertThatTheStartFailsWith(
        log().getFileName().toString(), "Restore the folder", "accept-data-loss");
  }

  @Test
  void a_missing_mark_stops_the_start() throws IOException {
    writeTenEvents();
    Files.delete(dir.resolve("mark"));
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("mark");
  }

  /** RocksDB would make a new database here and delete the files of the old one. */
  @Test
  void a_missing_CURRENT_stops_the_start_and_touches_nothing() throws IOException {
    writeTenEvents();
    Path current = dir.resolve("db/CURRENT");
    String manifest = Files.readString(current);
    Files.delete(current);
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("CURRENT")
        .hasMessageContaining(manifest.strip());
    Files.writeString(current, manifest);
    assertThatAllTenAreThere();
  }

  @Test
  void a_missing_MANIFEST_stops_the_start_with_its_name() throws IOException {
    writeTenEvents();
    String manifest = Files.readString(dir.resolve("db/CURRENT")).strip();
    Files.delete(dir.resolve("db").resolve(manifest));
    assertThatTheStartFailsWith(manifest, "Restore the folder");
  }

  @Test
  void a_missing_table_file_stops_the_start_with_its_name() throws Exception {
    writeTenEventsToATableFile();
    Path table = tableFile();
    Files.delete(table);
    assertThatTheStartFailsWith(table.getFileName().toString(), "Restore the folder");
  }

  @Test
  void a_missing_database_stops_the_start() throws IOException {
    writeTenEvents();
    delete(dir.resolve("db"));
    Files.delete(dir.resolve("db"));
    assertThatTheStartFailsWith("is gone", "acknowledged");
  }

  @Test
  void an_older_copy_of_the_database_stops_the_start() throws IOException {
    writeTenEvents();
    copy(dir, untouched);
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 11, 12, 2000);
    }
    delete(dir.resolve("db"));
    copy(untouched.resolve("db"), dir.resolve("db"));
    assertThatTheStartFailsWith("lost acknowledged writes", "accept-data-loss");
  }

  @Test
  void a_database_of_something_else_is_left_alone() throws Exception {
    NativeLibrary.load(dir.resolve("native"));
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB other =
            RocksDB.open(options, Files.createDirectories(dir.resolve("db")).toString())) {
      other.put(new byte[] {1}, new byte[] {2});
    }
    assertThatTheStartFailsWith("not a journal of Firn", "another folder");
  }

  @Test
  void a_journal_of_a_newer_version_is_left_alone() throws IOException {
    writeTenEvents();
    Files.writeString(dir.resolve("format"), "firn journal format 99\n");
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalFormatException.class)
        .hasMessageContaining("format 99")
        .hasMessageContaining("nothing is lost");
    Files.writeString(dir.resolve("format"), "firn journal format 2\n");
    assertThatAllTenAreThere();
  }

  /** Version 1 was first written without saying so. */
  @Test
  void a_journal_that_does_not_tell_its_format_is_the_first() throws IOException {
    writeTenEvents();
    Files.delete(dir.resolve("format"));
    assertThatAllTenAreThere();
    assertThat(dir.resolve("format")).content().startsWith("firn journal format ");
  }

  @Test
  void a_damaged_row_found_while_running_names_its_file_and_is_counted() throws Exception {
    writeTenEventsToATableFile();
    try (FileChannel file = FileChannel.open(tableFile(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 5000);
    }
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      assertThatThrownBy(() -> journal.texts("a", 1, 99))
          .isInstanceOf(JournalCorruptedException.class)
          .hasMessageContaining(tableFile().getFileName().toString());
      assertThat(journal.status().damagedReads()).isEqualTo(1);
      TestJournal.await(journal.append("b", 1, "others go on"));
    }
  }

  /** Wherever a bit flips: the start fails, or the read fails, or everything is there. */
  @Test
  void a_flipped_bit_in_the_log_is_never_a_shorter_journal() throws IOException {
    writeTenEvents();
    flipBits(log());
  }

  @Test
  void a_flipped_bit_in_a_table_file_is_never_a_shorter_journal() throws Exception {
    writeTenEventsToATableFile();
    flipBits(tableFile());
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

  @Test
  void a_second_process_or_system_cannot_open_the_same_folder() {
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThatThrownBy(() -> TestJournal.open(dir))
          .isInstanceOf(JournalInUseException.class)
          .hasMessageContaining("another process");
      assertThat(journal.status().isWritable()).isTrue();
    }
  }

  /** RocksDB's log: checksum 4, length 2 (little-endian), type 1, then the record. */
  private static byte[] startOfARecordOf(int length, byte[] written) {
    ByteBuffer.wrap(written)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x12345678)
        .putShort((short) length)
        .put((byte) 1);
    return written;
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

  private void writeTenEvents() {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      for (long sequenceNr = 1; sequenceNr <= 10; sequenceNr++) {
        TestJournal.await(journal.append("a", sequenceNr, TestJournal.text(sequenceNr, 2000)));
      }
    }
  }

  private void writeTenEventsToATableFile() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 1, 10, 2000);
      journal.flush();
    }
  }

  private Path tableFile() throws IOException {
    return largest(path -> path.toString().endsWith(".sst"));
  }

  private void assertThatTheStartFailsWith(String... words) {
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private void assertThatAllTenAreThere() {
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.texts("a", 1, 99)).hasSize(10);
      assertThat(journal.highest("a")).isEqualTo(10);
      TestJournal.await(journal.append("a", 11, "next"));
    }
  }

  private void flipBits(Path file) throws IOException {
    Random random = new Random(7);
    copy(dir, untouched);
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      flipBit(file, random);
      refused += isRefusedOrWhole() ? 1 : 0;
      delete(dir);
      copy(untouched, dir);
    }
    assertThat(refused).isGreaterThan(20);
  }

  /** Whether the damage was noticed; fails when it was not and events are missing. */
  private boolean isRefusedOrWhole() {
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.texts("a", 1, 99)).hasSize(10);
      return false;
    } catch (JournalCorruptedException e) {
      return true;
    }
  }

  private static void flipBit(Path file, Random random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = random.nextLong(channel.size());
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      byte flipped = (byte) (one.get(0) ^ (1 << random.nextInt(8)));
      channel.write(ByteBuffer.wrap(new byte[] {flipped}), at);
    }
  }

  private void truncateLog(long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  private Path log() throws IOException {
    return largest(path -> path.toString().endsWith(".log"));
  }

  private Path largest(Predicate<Path> which) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("db"))) {
      return files.filter(which).max(Comparator.comparing(DamageTest::size)).orElseThrow();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path path : walk(from)) {
      Path target = to.resolve(from.relativize(path));
      if (!Files.isDirectory(target)) {
        Files.copy(path, target);
      }
    }
  }

  /** The folder itself may stay: it may hold what was not copied. */
  private static void delete(Path folder) throws IOException {
    Path[] paths = walk(folder);
    for (int i = paths.length - 1; i > 0; i--) {
      Files.delete(paths[i]);
    }
  }

  private static Path[] walk(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> !path.toString().contains("/native")).toArray(Path[]::new);
    }
  }
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The write-ahead log: what a crash may leave of it, and what it may not. */
final class DamagedLogTest {

  private static final String ACCEPT = "firn.journal.embedded.accept-data-loss = on";

  @TempDir Path dir;
  private JournalFiles files;

  @BeforeEach
  void locate() {
    files = new JournalFiles(dir);
  }

  @Test
  void a_torn_tail_that_was_never_acknowledged_is_dropped() throws IOException {
    files.write();
    Files.write(files.log(), startOfARecordOf(0x7f00, new byte[1000]), StandardOpenOption.APPEND);
    files.assertThatAllAreThere();
  }

  @Test
  void a_tail_of_zeros_that_was_never_acknowledged_is_dropped() throws IOException {
    files.write();
    Files.write(files.log(), new byte[5000], StandardOpenOption.APPEND);
    files.assertThatAllAreThere();
  }

  @Test
  void an_acknowledged_tail_that_is_gone_stops_the_start() throws IOException {
    files.write();
    files.cutLog(200);
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
    files.write();
    Files.delete(files.log());
    files.assertThatTheStartFailsWith("log", "Restore the folder");
  }

  @Test
  void damage_in_the_middle_of_the_log_stops_the_start_with_advice() throws IOException {
    files.write();
    try (FileChannel file = FileChannel.open(files.log(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 5000);
    }
    files.assertThatTheStartFailsWith(
        files.log().getFileName().toString(), "Restore the folder", "accept-data-loss");
  }

  /** Wherever a bit flips: the start fails, or the read fails, or everything is there. */
  @Test
  void a_flipped_bit_in_the_log_is_never_a_shorter_journal() throws IOException {
    files.write();
    files.flipBits(files.log());
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
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** Files that are gone, older than the rest, or not ours. */
final class DamagedFolderTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";

  @TempDir Path dir;
  @TempDir Path untouched;
  private JournalFiles files;

  @BeforeEach
  void locate() {
    files = new JournalFiles(dir);
  }

  @Test
  void a_missing_mark_stops_the_start() throws IOException {
    files.write();
    Files.delete(dir.resolve("mark"));
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("mark");
  }

  /** RocksDB would make a new database here and delete the files of the old one. */
  @Test
  void a_missing_CURRENT_stops_the_start_and_touches_nothing() throws IOException {
    files.write();
    Path current = dir.resolve("db/CURRENT");
    String manifest = Files.readString(current);
    Files.delete(current);
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("CURRENT")
        .hasMessageContaining(manifest.strip());
    Files.writeString(current, manifest);
    files.assertThatAllAreThere();
  }

  @Test
  void a_missing_MANIFEST_stops_the_start_with_its_name() throws IOException {
    files.write();
    String manifest = Files.readString(dir.resolve("db/CURRENT")).strip();
    Files.delete(dir.resolve("db").resolve(manifest));
    files.assertThatTheStartFailsWith(manifest, "Restore the folder");
  }

  @Test
  void a_missing_database_stops_the_start() throws IOException {
    files.write();
    JournalFiles.delete(dir.resolve("db"));
    Files.delete(dir.resolve("db"));
    files.assertThatTheStartFailsWith("is gone", "acknowledged");
  }

  @Test
  void an_older_copy_of_the_database_stops_the_start() throws IOException {
    files.write();
    JournalFiles.copy(dir, untouched);
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 11, 12, 2000);
    }
    JournalFiles.delete(dir.resolve("db"));
    JournalFiles.copy(untouched.resolve("db"), dir.resolve("db"));
    files.assertThatTheStartFailsWith("lost acknowledged writes", "accept-data-loss");
  }

  @Test
  void a_database_of_something_else_is_left_alone() throws Exception {
    NativeLibrary.load(dir.resolve("native"));
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB other =
            RocksDB.open(options, Files.createDirectories(dir.resolve("db")).toString())) {
      other.put(new byte[] {1}, new byte[] {2});
    }
    files.assertThatTheStartFailsWith("not a journal of Firn", "another folder");
  }

  @Test
  void a_journal_of_a_newer_version_is_left_alone() throws IOException {
    files.write();
    Files.writeString(dir.resolve("format"), "firn journal format 99\n");
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalFormatException.class)
        .hasMessageContaining("format 99")
        .hasMessageContaining("nothing is lost");
    Files.writeString(dir.resolve("format"), "firn journal format 2\n");
    files.assertThatAllAreThere();
  }

  /** Version 1 was first written without saying so. */
  @Test
  void a_journal_that_does_not_tell_its_format_is_the_first() throws IOException {
    files.write();
    Files.delete(dir.resolve("format"));
    files.assertThatAllAreThere();
    assertThat(dir.resolve("format")).content().startsWith("firn journal format ");
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
}

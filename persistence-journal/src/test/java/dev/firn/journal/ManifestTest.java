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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB takes a list of files that ends early for the whole, and drops what is not on it. */
final class ManifestTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";
  private static final String ACCEPT = "firn.journal.embedded.accept-data-loss = on";

  @TempDir Path dir;

  @Test
  void a_list_that_lost_a_family_stops_the_start_until_that_is_accepted() throws IOException {
    writeTwoGenerations(true);
    cut(position("events-2"));
    assertThatTheStartFails();
    try (TestJournal journal = TestJournal.open(dir, ACCEPT)) {
      assertThat(journal.texts("a", 1, 10)).hasSize(10);
      assertThat(journal.highest("b")).isZero();
    }
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.texts("a", 1, 10)).hasSize(10);
    }
  }

  /** The rows of the lost family were the last ones: their numbers are not given out again. */
  @Test
  void a_loss_that_was_accepted_is_not_met_again() throws IOException {
    writeTwoGenerations(false);
    cut(position("events-2"));
    assertThatTheStartFails();
    for (String[] settings : new String[][] {{ACCEPT}, {}, {}}) {
      try (TestJournal journal = TestJournal.open(dir, settings)) {
        assertThat(journal.texts("a", 1, 10)).hasSize(10);
      }
    }
  }

  @Test
  void a_list_whose_end_became_zeros_stops_the_start() throws IOException {
    writeTwoGenerations(true);
    long from = position("events-2");
    try (FileChannel file = FileChannel.open(manifest(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[(int) (file.size() - from)]), from);
    }
    assertThatTheStartFails();
  }

  @Test
  void an_older_list_stops_the_start() throws IOException {
    writeTwoGenerations(true);
    Path older = dir.resolve("db/MANIFEST-000001");
    Files.copy(manifest(), older);
    Files.writeString(dir.resolve("db/CURRENT"), "MANIFEST-000001\n");
    assertThatTheStartFails();
    for (String[] settings : new String[][] {{ACCEPT}, {}, {}}) {
      TestJournal.open(dir, settings).close();
    }
  }

  /** Earlier versions noted nothing of it. */
  @Test
  void a_mark_that_does_not_tell_of_the_list_is_taken_as_it_is() throws IOException {
    writeTwoGenerations(true);
    try (FileChannel mark = FileChannel.open(dir.resolve("mark"), StandardOpenOption.WRITE)) {
      mark.truncate(128);
    }
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.texts("b", 1, 10)).hasSize(10);
    }
  }

  /** A snapshot is of a family that is not lost: the log then ends where the mark says. */
  private void writeTwoGenerations(boolean isSnapshotLast) {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 1, 10, 2_000);
      Generations generations = journal.journal().store().database().generations();
      TestJournal.eventually(Duration.ofSeconds(10), generations::begin);
      journal.appendAll("b", 1, 10, 2_000);
      if (isSnapshotLast) {
        TestJournal.await(
            journal
                .journal()
                .submit(new JournalOperation.SaveSnapshot("a", new EncodedEvent(10, new byte[9]))));
      }
    }
  }

  private void assertThatTheStartFails() {
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("MANIFEST-")
        .hasMessageContaining("may have lost acknowledged writes")
        .hasMessageContaining("accept-data-loss");
  }

  private Path manifest() throws IOException {
    return dir.resolve("db").resolve(Files.readString(dir.resolve("db/CURRENT")).strip());
  }

  private long position(String text) throws IOException {
    int at = Files.readString(manifest(), StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).isPositive();
    return at;
  }

  private void cut(long bytes) throws IOException {
    try (FileChannel file = FileChannel.open(manifest(), StandardOpenOption.WRITE)) {
      file.truncate(bytes);
    }
  }
}

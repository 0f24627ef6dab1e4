package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mark has two slots of each kind, so that one that is torn does not matter. */
final class HighWaterMarkTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";
  private static final int SLOT = 64;
  private static final int SLOTS = 2;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_torn_slot_leaves_what_the_other_says(int torn) throws IOException {
    try (HighWaterMark mark = HighWaterMark.open(path())) {
      mark.write(7);
      mark.write(8);
    }
    tear(torn);
    try (HighWaterMark mark = HighWaterMark.open(path())) {
      assertThat(mark.read()).hasValue(torn == 0 ? 7 : 8);
    }
    tear(1 - torn);
    try (HighWaterMark mark = HighWaterMark.open(path())) {
      assertThat(mark.read()).isEqualTo(OptionalLong.empty());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_torn_slot_leaves_what_the_other_says_of_the_list_of_files(int torn) throws IOException {
    Manifest first = new Manifest(5, 100, 1);
    Manifest second = new Manifest(5, 200, 2);
    try (HighWaterMark mark = HighWaterMark.open(path())) {
      mark.writeManifest(first);
      mark.writeManifest(second);
      assertThat(mark.readManifest()).contains(second);
    }
    tear(SLOTS + torn);
    try (HighWaterMark mark = HighWaterMark.open(path())) {
      assertThat(mark.readManifest()).contains(torn == 0 ? first : second);
    }
    tear(SLOTS + 1 - torn);
    try (HighWaterMark mark = HighWaterMark.open(path())) {
      assertThat(mark.readManifest()).isEqualTo(Optional.empty());
    }
  }

  /** However many writes there were, so whichever of the slots is the newer. */
  @ParameterizedTest
  @ValueSource(ints = {10, 11})
  void a_journal_opens_with_any_one_slot_torn_and_with_no_mark_at_all_it_does_not(int events)
      throws IOException {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 1, events, 100);
    }
    for (int slot = 0; slot < 2 * SLOTS; slot++) {
      tear(slot);
      try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
        assertThat(journal.texts("a", 1, 99)).hasSize(events);
      }
    }
    tear(0);
    tear(1);
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .hasMessageContaining("mark");
  }

  /** Both slots tell of what there is afterwards, whichever told of what was lost. */
  @ParameterizedTest
  @ValueSource(ints = {10, 11})
  void what_was_lost_and_accepted_is_in_neither_slot(int events) throws IOException {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      for (int sequenceNr = 1; sequenceNr <= events; sequenceNr++) {
        TestJournal.await(journal.append("a", sequenceNr, TestJournal.text(sequenceNr, 2_000)));
      }
    }
    JournalFiles files = new JournalFiles(dir);
    files.cutLog(5_000);
    TestJournal.open(dir, NO_RECLAIM, "firn.journal.embedded.accept-data-loss = on").close();
    for (int start = 0; start < 2; start++) {
      try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
        assertThat(journal.highest("a")).isPositive().isLessThan(events);
      }
    }
  }

  @Test
  void a_new_mark_says_nothing() throws IOException {
    try (HighWaterMark mark = HighWaterMark.open(path())) {
      assertThat(mark.read()).isEqualTo(OptionalLong.empty());
      assertThat(mark.readManifest()).isEmpty();
    }
  }

  private Path path() {
    return dir.resolve("mark");
  }

  /** As if only half of it had reached the disk. */
  private void tear(int slot) throws IOException {
    try (FileChannel file = FileChannel.open(path(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(6).putInt(0x5a5a5a5a).flip(), (long) slot * SLOT + 6);
    }
  }
}

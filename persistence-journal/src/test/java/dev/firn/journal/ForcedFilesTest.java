package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.journal.FileTrace.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must have reached the disk before something else counts, or a power cut takes it back. */
final class ForcedFilesTest {

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";
  private static final int BOTH_SLOTS_OF_BOTH_KINDS = 4;

  @TempDir Path dir;
  private Path mark;

  @BeforeEach
  void locate() {
    mark = dir.resolve("mark");
  }

  /** Else the file may be empty, or its name the old one, while the database has the new format. */
  @Test
  void the_format_is_on_disk_before_it_has_its_name_and_its_name_is_too() {
    try (FileTrace trace = FileTrace.begin()) {
      TestJournal.open(dir, NO_RECLAIM).close();
      Path written = dir.resolve("format.new");
      assertThat(trace.in(dir))
          .containsSubsequence(Step.write(written), Step.force(written), Step.force(dir));
    }
  }

  /** A power cut tears one slot at most: the other is on disk before the next is written. */
  @Test
  void at_a_start_each_slot_of_the_mark_is_on_disk_before_the_next_is_written() {
    TestJournal.open(dir, NO_RECLAIM).close();
    try (FileTrace trace = FileTrace.begin();
        TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      assertThat(journal.status().isWritable()).isTrue();
      List<Step> steps = ofTheMark(trace);
      assertThat(steps).filteredOn(step -> !step.isForce()).hasSize(BOTH_SLOTS_OF_BOTH_KINDS);
      for (int step = 0; step < steps.size(); step++) {
        boolean isForcedNext = step + 1 < steps.size() && steps.get(step + 1).isForce();
        assertThat(steps.get(step).isForce() || isForcedNext)
            .as("step %d of %s", step, steps)
            .isTrue();
      }
    }
  }

  /** The mark must not tell of a list of files that a power cut could still shorten. */
  @Test
  void the_list_of_files_is_on_disk_before_the_mark_tells_of_it() throws Exception {
    TestJournal.open(dir, NO_RECLAIM).close();
    try (FileTrace trace = FileTrace.begin();
        TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      assertThat(journal.status().isWritable()).isTrue();
      Path database = dir.resolve("db");
      Path manifest = database.resolve(Files.readString(database.resolve("CURRENT")).strip());
      assertThat(trace.in(dir))
          .containsSubsequence(
              Step.force(manifest), Step.write(mark), Step.force(manifest), Step.write(mark));
    }
  }

  @Test
  void the_mark_is_forced_every_so_often_and_at_the_end() {
    try (FileTrace trace = FileTrace.begin()) {
      try (TestJournal journal =
          TestJournal.open(dir, "firn.journal.embedded.reclaim.interval = 50ms")) {
        TestJournal.await(journal.append("a", 1, "acknowledged"));
        TestJournal.eventually(Duration.ofSeconds(20), () -> isForced(trace));
      }
    }
    try (FileTrace trace = FileTrace.begin()) {
      try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
        TestJournal.await(journal.append("a", 2, "acknowledged"));
        // Written behind the acknowledgement; it is forced when there is time.
        TestJournal.eventually(Duration.ofSeconds(20), () -> !isForced(trace));
      }
      assertThat(isForced(trace)).isTrue();
    }
  }

  /** Whether all that the mark says is on disk. */
  private boolean isForced(FileTrace trace) {
    List<Step> steps = ofTheMark(trace);
    return !steps.isEmpty() && steps.get(steps.size() - 1).isForce();
  }

  private List<Step> ofTheMark(FileTrace trace) {
    return trace.in(dir).stream().filter(step -> step.file().equals(mark)).toList();
  }
}

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrashTest {

  private static final Pattern ACKNOWLEDGED = Pattern.compile("(entity-\\d+) (\\d+)");
  private static final Pattern CUT = Pattern.compile("(entity-\\d+) cut (\\d+)");

  @TempDir Path dir;

  @Test
  void after_kill_9_everything_acknowledged_is_there() throws IOException, InterruptedException {
    Map<String, Long> acknowledged = new HashMap<>();
    for (int round = 1; round <= 4; round++) {
      ChildJvm child = ChildJvm.start("", dir, 20_000, "1 MiB");
      List<String> lines = new ArrayList<>(child.lines(200 * round));
      lines.addAll(child.kill());
      note(lines, ACKNOWLEDGED, acknowledged);
      assertThatAllAreThere(acknowledged, 20_000);
    }
    assertThat(dir.resolve("native")).isDirectoryContaining("glob:**.so");
    assertThat(dir.resolve("native").toFile().list()).hasSize(1);
  }

  /** Generations die and are emptied all the while, as ids keep more or less of what they wrote. */
  @Test
  void after_kill_9_nothing_is_lost_that_was_not_truncated()
      throws IOException, InterruptedException {
    Map<String, Long> acknowledged = new HashMap<>();
    Map<String, Long> cut = new HashMap<>();
    for (int round = 1; round <= 4; round++) {
      ChildJvm child = ChildJvm.start("", dir, 20_000, "300 KiB", 20);
      List<String> lines = new ArrayList<>(child.lines(1_500));
      lines.addAll(child.kill());
      note(lines, ACKNOWLEDGED, acknowledged);
      note(lines, CUT, cut);
      assertThat(cut).hasSizeGreaterThan(4);
      assertThatTheRestIsThere(acknowledged, cut);
    }
  }

  private void assertThatTheRestIsThere(Map<String, Long> acknowledged, Map<String, Long> cut) {
    try (TestJournal journal = TestJournal.open(dir)) {
      acknowledged.forEach(
          (id, appended) -> {
            long highest = journal.highest(id);
            assertThat(highest).as(id).isGreaterThanOrEqualTo(appended);
            List<String> texts = journal.texts(id, 1, Long.MAX_VALUE);
            long keep = 20 * Long.parseLong(id.substring("entity-".length()));
            assertThat((long) texts.size())
                .as(id)
                .isBetween(
                    Math.min(keep == 0 ? highest : keep, highest),
                    highest - cut.getOrDefault(id, 0L));
            assertThat(texts)
                .as(id)
                .containsExactlyElementsOf(
                    LongStream.rangeClosed(highest - texts.size() + 1, highest)
                        .mapToObj(i -> TestJournal.text(i, 20_000))
                        .toList());
          });
    }
  }

  @Test
  void after_a_failed_write_nothing_is_acknowledged_and_replay_still_works()
      throws IOException, InterruptedException {
    int limitKiB = 24 * 1024;
    ChildJvm child = ChildJvm.start("ulimit -f " + limitKiB + ";", dir, 100_000, "200 MiB");
    List<String> lines = child.lines(Integer.MAX_VALUE);
    assertThat(child.exitCode()).as("%s", lines).isEqualTo(3);
    String failed = find(lines, "failed ");
    assertThat(failed).startsWith("failed READ_ONLY JournalReadOnlyException ");
    assertThat(failed).matches("failed .* (\\d+) of \\1");
    assertThat(find(lines, "reason ")).containsIgnoringCase("file too large");
    assertThat(lines.subList(lines.indexOf(failed), lines.size()))
        .noneMatch(l -> l.startsWith("entity"));

    Map<String, Long> acknowledged = new HashMap<>();
    note(lines, ACKNOWLEDGED, acknowledged);
    assertThat(acknowledged).hasSize(8);
    assertThatAllAreThere(acknowledged, 100_000);
  }

  private static String find(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private static void note(List<String> lines, Pattern pattern, Map<String, Long> noted) {
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        noted.merge(matcher.group(1), Long.valueOf(matcher.group(2)), Math::max);
      }
    }
  }

  private void assertThatAllAreThere(Map<String, Long> acknowledged, int size) {
    assertThat(acknowledged).isNotEmpty();
    try (TestJournal journal = TestJournal.open(dir)) {
      acknowledged.forEach(
          (id, highest) ->
              assertThat(journal.texts(id, 1, highest))
                  .containsExactlyElementsOf(
                      LongStream.rangeClosed(1, highest)
                          .mapToObj(i -> TestJournal.text(i, size))
                          .toList()));
    }
  }
}

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

  @TempDir Path dir;

  @Test
  void after_kill_9_everything_acknowledged_is_there() throws IOException, InterruptedException {
    Map<String, Long> acknowledged = new HashMap<>();
    for (int round = 1; round <= 4; round++) {
      ChildJvm child = ChildJvm.start("", dir, 20_000, "1 MiB");
      List<String> lines = new ArrayList<>(child.lines(200 * round));
      lines.addAll(child.kill());
      note(lines, acknowledged);
      assertThatAllAreThere(acknowledged, 20_000);
    }
    assertThat(dir.resolve("native")).isDirectoryContaining("glob:**.so");
    assertThat(dir.resolve("native").toFile().list()).hasSize(1);
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
    note(lines, acknowledged);
    assertThat(acknowledged).hasSize(8);
    assertThatAllAreThere(acknowledged, 100_000);
  }

  private static String find(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private static void note(List<String> lines, Map<String, Long> acknowledged) {
    for (String line : lines) {
      Matcher matcher = ACKNOWLEDGED.matcher(line);
      if (matcher.matches()) {
        acknowledged.merge(matcher.group(1), Long.valueOf(matcher.group(2)), Math::max);
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

package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes fail for want of room; when there is some again, the journal goes on by itself. */
@Timeout(120)
final class DiskFullTest {

  private static final int SIZE = 20_000;

  @TempDir Path dir;

  /**
   * A limit on file sizes needs no privilege, so this runs everywhere: the kernel's refusal is
   * real.
   */
  @Test
  void at_a_file_size_limit_acknowledgements_stop_and_go_on_when_it_is_lifted() throws Exception {
    ChildJvm child =
        ChildJvm.start(
            List.of("bash", "-c"),
            "ulimit -S -f 24576;",
            ResumingProcess.class,
            dir,
            SIZE,
            "48 MiB");
    assertThat(child.line("failed ")).contains("READ_ONLY").containsIgnoringCase("file too large");
    run("prlimit", "--fsize=unlimited", "--pid", Long.toString(child.pid()));
    assertThatItGoesOn(child);
    try (TestJournal journal = TestJournal.open(dir)) {
      for (int entity = 0; entity < 4; entity++) {
        long highest = journal.highest("entity-" + entity);
        assertThat(highest).isGreaterThan(10);
        assertThat(journal.texts("entity-" + entity, 1, highest))
            .containsExactlyElementsOf(
                LongStream.rangeClosed(1, highest)
                    .mapToObj(i -> TestJournal.text(i, SIZE))
                    .toList());
      }
    }
  }

  /**
   * A disk of 32 MiB that is full, for real; needs user namespaces, which some containers forbid.
   */
  @Test
  void on_a_full_disk_acknowledgements_stop_and_go_on_when_there_is_room() throws Exception {
    List<String> own = List.of("unshare", "--map-root-user", "--mount", "bash", "-c");
    assumeTrue(
        isPossible(own, "mount -t tmpfs -o size=1m tmpfs '" + dir + "'"),
        "no user namespaces here: only the file size limit is tested");
    ChildJvm child =
        ChildJvm.start(
            own,
            "mount -t tmpfs -o size=40m tmpfs '%s' && head -c 12M /dev/zero > '%s/ballast' &&"
                .formatted(dir, dir),
            ResumingProcess.class,
            dir,
            SIZE,
            "1 MiB");
    assertThat(child.line("failed ")).contains("READ_ONLY").contains("No space left");
    assertThatItGoesOn(child);
  }

  private static void assertThatItGoesOn(ChildJvm child) throws Exception {
    child.tell("go");
    for (int entity = 0; entity < 4; entity++) {
      child.line("entity entity-" + entity);
    }
    assertThat(child.line("reopened ")).matches("reopened [1-9]\\d* failures [1-9]\\d*");
    child.line("closed");
    assertThat(child.exitCode()).isZero();
  }

  private static boolean isPossible(List<String> shell, String command)
      throws IOException, InterruptedException {
    java.util.ArrayList<String> words = new java.util.ArrayList<>(shell);
    words.add(command);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", List.of(command)).isZero();
  }
}

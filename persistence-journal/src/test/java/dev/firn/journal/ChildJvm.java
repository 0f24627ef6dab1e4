package dev.firn.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An {@link AppendingProcess} and what it printed. */
final class ChildJvm {

  private final Process process;
  private final BufferedReader out;

  private ChildJvm(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts it behind a shell prefix such as {@code ulimit -f 100;}, which may be empty. */
  static ChildJvm start(String prefix, Path dir, int size, String writeBuffer) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        "%s exec '%s' -Xmx256m -XX:TieredStopAtLevel=1 -cp '%s' %s '%s' %d '%s'"
            .formatted(
                prefix,
                java,
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                dir,
                size,
                writeBuffer);
    return new ChildJvm(
        new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start());
  }

  /** Reads so many lines, or all there are. */
  List<String> lines(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      String line = out.readLine();
      if (line == null) {
        break;
      }
      lines.add(line);
    }
    return lines;
  }

  /** Kill -9; what it had printed before is still read. */
  List<String> kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
    return lines(Integer.MAX_VALUE);
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }
}

package dev.firn.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

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
  static ChildJvm start(String prefix, Path dir, int size, String writeBuffer, Object... more)
      throws IOException {
    return start(
        List.of("bash", "-c"), prefix, AppendingProcess.class, dir, size, writeBuffer, more);
  }

  static ChildJvm start(
      List<String> shell,
      String prefix,
      Class<?> main,
      Path dir,
      int size,
      String writeBuffer,
      Object... more)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(shell);
    command.add(
        "%s exec '%s' -Xmx256m -XX:TieredStopAtLevel=1 -cp '%s' %s '%s' %d '%s' %s"
            .formatted(
                prefix,
                java,
                System.getProperty("java.class.path"),
                main.getName(),
                dir,
                size,
                writeBuffer,
                Arrays.stream(more).map(String::valueOf).collect(Collectors.joining(" "))));
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  long pid() {
    return process.pid();
  }

  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Reads up to a line that starts so; fails with what came instead. */
  String line(String start) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
      seen.add(line);
    }
    throw new AssertionError("No line that starts with " + start + " in " + seen);
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

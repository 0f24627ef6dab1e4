package dev.firn.bench.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Commands of the system that are over soon. */
final class Shell {
  private Shell() {}

  /** Runs a command, words with blanks between; fails where it fails. */
  static void run(String command) throws IOException, InterruptedException {
    run(command.split(" ", -1));
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said.strip());
    }
  }
}

package dev.firn.node.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.node.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, to be killed. */
public final class NodeProcess implements AutoCloseable {
  private static final String READY = "firn ready ";

  private final Process process;
  private final Path log;

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  public static NodeProcess launch(Path folder, Map<String, String> settings) throws IOException {
    return launchIn(folder, folder.toString(), settings);
  }

  /**
   * Starts a node in a working folder of its own.
   *
   * @param folder the process' working folder
   * @param data its data folder
   */
  public static NodeProcess launchIn(Path folder, String data, Map<String, String> settings)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:+UseParallelGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dfirn.data-dir=" + data);
    command.add("-Dfirn.http.port=0");
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    Path log = Files.createTempFile(folder, "node", ".log");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile()).start();
    return new NodeProcess(process, log);
  }

  /** Waits for the node to say that it is ready, and answers its URL. */
  public String url() throws IOException {
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return line.substring(READY.length()).split(" ", -1)[0];
      }
    }
    throw new AssertionError("The node ended: " + complaints());
  }

  /** What it wrote to its error stream. */
  public String complaints() throws IOException {
    return Files.readString(log);
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("The node still runs");
    }
    return process.exitValue();
  }

  /** As a power cut does: no shutdown hook runs. Waits for the end. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    kill();
  }
}

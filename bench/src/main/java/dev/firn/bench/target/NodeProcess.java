package dev.firn.bench.target;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node of our own, on a loopback port and a private folder. */
public final class NodeProcess implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int LOWEST_PORT = 15_000;
  private static final int HIGHEST_PORT = 32_000;

  private final OwnProcess process;
  private final URI url;
  private final Path log;

  private NodeProcess(OwnProcess process, URI url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** Starts a node and returns when it says that it is ready. */
  public static NodeProcess start(
      NodeLauncher launcher, int port, Path data, List<String> settings, Duration patience)
      throws IOException, InterruptedException {
    NodeProcess node = launch(launcher, port, data, settings);
    node.awaitReady(patience);
    return node;
  }

  /** Starts a node and returns at once. */
  public static NodeProcess launch(
      NodeLauncher launcher, int port, Path data, List<String> settings) throws IOException {
    Files.createDirectories(data);
    Path log = data.resolve("node.log");
    ProcessBuilder builder =
        new ProcessBuilder(launcher.command(port, data, settings))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    launcher
        .jvmArguments()
        .ifPresent(a -> builder.environment().put(NodeLauncher.JVM_ARGUMENTS, a));
    return new NodeProcess(OwnProcess.start(builder), URI.create("http://127.0.0.1:" + port), log);
  }

  /** SIGSTOP; whether there was a process to halt. */
  public boolean halt() throws IOException, InterruptedException {
    return signal("-STOP");
  }

  /** SIGCONT. */
  public void goOn() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private boolean signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, Long.toString(pid())).start();
    return kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0;
  }

  /** Returns when the node says that it is ready; kills it and throws if that takes too long. */
  public void awaitReady(Duration patience) throws IOException, InterruptedException {
    NodeApi api = new NodeApi(url);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!api.isReady()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        String words = process.isAlive() ? "is not ready" : "ended";
        kill();
        throw new IOException("The node " + words + "; its log ends with:\n" + lastWords());
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  private String lastWords() throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 30), all.size()));
    }
  }

  public URI url() {
    return url;
  }

  /** The node's own process, below the script that started it. */
  public long pid() {
    return process.jvm().pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it ended with, once it has; 137 after SIGKILL. */
  public int exitCode() {
    return process.exitCode();
  }

  /** Whether the process has ended by itself, or does within this time. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return process.awaitEnd(patience);
  }

  /** SIGKILL, as a crash or the kernel would; returns when the process is gone. */
  public void kill() {
    process.kill();
  }

  /** SIGTERM; returns at once. */
  public void terminate() {
    process.jvm().destroy();
  }

  /** SIGTERM, so that the node drains; SIGKILL if that takes too long. */
  @Override
  public void close() {
    terminate();
    try {
      if (!process.awaitEnd(STOP_PATIENCE)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A port nobody listens on at the moment, and none that the system gives to clients: a dead
   * node's must still be there when it comes back.
   */
  public static int freePort() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Taken: another one.
      }
    }
    throw new BindException("No free port between " + LOWEST_PORT + " and " + HIGHEST_PORT);
  }
}

package dev.firn.bench.target;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node of our own, on a loopback port and a private folder; never outlives this process. */
public final class NodeProcess implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Process process;
  private final URI url;
  private final Path log;
  private final Thread reaper;

  private NodeProcess(Process process, URI url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
    this.reaper = new Thread(this::kill, "reap-node");
    Runtime.getRuntime().addShutdownHook(reaper);
  }

  /** Starts a node and returns when it says that it is ready. */
  public static NodeProcess start(
      NodeLauncher launcher, int port, Path data, List<String> settings, Duration patience)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    Path log = data.resolve("node.log");
    ProcessBuilder builder =
        new ProcessBuilder(launcher.command(port, data, settings))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    launcher
        .jvmArguments()
        .ifPresent(a -> builder.environment().put(NodeLauncher.JVM_ARGUMENTS, a));
    NodeProcess node =
        new NodeProcess(builder.start(), URI.create("http://127.0.0.1:" + port), log);
    node.awaitReady(patience);
    return node;
  }

  private void awaitReady(Duration patience) throws IOException, InterruptedException {
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
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 30), all.size()));
    }
  }

  public URI url() {
    return url;
  }

  /** The node's own process, below the script that started it. */
  public long pid() {
    return jvm().pid();
  }

  private ProcessHandle jvm() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElse(process.toHandle());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether the process has ended by itself, or does within this time. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    boolean hasEnded = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (hasEnded) {
      forgetReaper();
    }
    return hasEnded;
  }

  /** SIGKILL, as a crash or the kernel would; returns when the process is gone. */
  public void kill() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(p -> p.onExit().join());
    forgetReaper();
  }

  /** SIGTERM, so that the node drains; SIGKILL if that takes too long. */
  @Override
  public void close() {
    jvm().destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    forgetReaper();
  }

  private void forgetReaper() {
    if (Thread.currentThread() != reaper) {
      try {
        Runtime.getRuntime().removeShutdownHook(reaper);
      } catch (IllegalStateException e) {
        // The whole process is ending: the hook runs, and finds nothing left to do.
        return;
      }
    }
  }

  /** A port nobody listens on at the moment. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

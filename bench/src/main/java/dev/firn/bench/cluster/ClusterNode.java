package dev.firn.bench.cluster;

import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One node of the cluster, looked after as Kubernetes or systemd would: started again a moment
 * after it has ended, for whatever reason, with the same data, name and port.
 */
final class ClusterNode implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final NodePlace place;
  private final Path data;
  private final NodeApi api;
  private final NodeLauncher launcher;
  private final List<String> settings;
  private final List<End> ends = new CopyOnWriteArrayList<>();
  private final Thread supervisor;
  private volatile boolean isHeld = true;
  private volatile boolean isClosed;
  private volatile @Nullable NodeProcess process;

  /**
   * An end of the process.
   *
   * @param exitCode 137 after SIGKILL, 143 after SIGTERM
   * @param at in {@link System#nanoTime()}
   */
  record End(int exitCode, long at) {}

  ClusterNode(
      NodePlace place, Path data, NodeApi api, NodeLauncher launcher, List<String> settings) {
    this.place = place;
    this.data = data;
    this.api = api;
    this.launcher = launcher;
    this.settings = List.copyOf(settings);
    this.supervisor = new Thread(this::supervise, "supervisor-" + place.name());
    supervisor.setDaemon(true);
    supervisor.start();
  }

  /** As the cluster knows it: host and port of its membership. */
  String name() {
    return place.name();
  }

  NodePlace place() {
    return place;
  }

  URI url() {
    return place.url();
  }

  NodeApi api() {
    return api;
  }

  /** From now on it is started whenever it does not run. */
  void release() {
    isHeld = false;
  }

  /** From now on it is not started again when it has ended. */
  void hold() {
    isHeld = true;
  }

  private void supervise() {
    long notBefore = System.nanoTime();
    try {
      while (!isClosed) {
        NodeProcess running = process;
        if (running == null) {
          if (!isHeld && System.nanoTime() - notBefore >= 0) {
            process = launch();
          } else {
            LockSupport.parkNanos(POLL.toNanos());
          }
        } else if (running.awaitEnd(POLL)) {
          process = null;
          ends.add(new End(running.exitCode(), System.nanoTime()));
          notBefore = System.nanoTime() + PAUSE_NANOS;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private NodeProcess launch() {
    try {
      return NodeProcess.launch(launcher, place.url().getPort(), data, settings);
    } catch (IOException e) {
      throw new UncheckedIOException("A node cannot be started", e);
    }
  }

  boolean isAlive() {
    NodeProcess running = process;
    return running != null && running.isAlive();
  }

  /** All ends so far, the oldest first. */
  List<End> ends() {
    return List.copyOf(ends);
  }

  /** SIGKILL. */
  void kill() throws IOException {
    running().kill();
  }

  /** SIGTERM; returns at once. */
  void terminate() throws IOException {
    running().terminate();
  }

  /** SIGSTOP. */
  void halt() throws IOException, InterruptedException {
    if (!running().halt()) {
      throw new IOException(name() + " cannot be halted");
    }
  }

  /** SIGCONT. */
  void goOn() throws IOException, InterruptedException {
    running().goOn();
  }

  private NodeProcess running() throws IOException {
    NodeProcess running = process;
    if (running == null) {
      throw new IOException(name() + " does not run");
    }
    return running;
  }

  /** Everything that its lives have written to their log. */
  String log() throws IOException {
    return Files.readString(data.resolve("node.log"), StandardCharsets.ISO_8859_1);
  }

  /** The last of it. */
  String lastWords() throws IOException {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  @Override
  public String toString() {
    return name();
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    NodeProcess running = process;
    if (running != null) {
      running.kill();
    }
  }
}

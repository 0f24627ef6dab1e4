package dev.firn.bench.faults;

import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node, killed and started again on the same data and port. */
public final class NodeLives implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(3);

  private final Path data;
  private final int port;
  private final List<String> settings;
  private final List<Double> startSeconds = new ArrayList<>();
  private int failedStarts;
  private volatile @Nullable NodeProcess process;

  NodeLives(Path data, int port, List<String> settings) {
    this.data = data;
    this.port = port;
    this.settings = List.copyOf(settings);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public NodeApi api() {
    return new NodeApi(url());
  }

  /** Seconds from each start of the process to ready. */
  public List<Double> startSeconds() {
    return List.copyOf(startSeconds);
  }

  /** Starts a life; returns when the node is ready. */
  public void start(List<String> more) throws IOException, InterruptedException {
    start(more, List.of());
  }

  /**
   * Starts a life in a changed environment.
   *
   * @param prefix the command that runs the JVM, for example {@code env NAME=VALUE}
   */
  public void start(List<String> more, List<String> prefix)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(more);
    long begun = System.nanoTime();
    NodeLauncher launcher =
        new NodeLauncher.ClassPath(
            prefix, List.of("-Xmx512m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"));
    process = NodeProcess.start(launcher, port, data, all, START_PATIENCE);
    startSeconds.add(Math.round((System.nanoTime() - begun) / 1e7) / 100.0);
  }

  /** Starts lives until one is ready, as a supervisor does where a fault meets the start itself. */
  public void startSupervised(List<String> prefix) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    boolean isReady = false;
    while (!isReady) {
      try {
        start(List.of(), prefix);
        isReady = true;
      } catch (IOException e) {
        if (isAlive() || System.nanoTime() > deadline) {
          throw e;
        }
        failedStarts++;
      }
    }
  }

  /** Starts that ended before the node was ready, of those under supervision. */
  public int failedStarts() {
    return failedStarts;
  }

  /** Starts a life that may end before the node is ready. */
  public void startToDie(List<String> more) throws IOException, InterruptedException {
    try {
      start(more);
    } catch (IOException e) {
      if (isAlive()) {
        throw e;
      }
    }
  }

  /** SIGKILL, whoever's thread it is; nothing where there is no life. */
  public void kill() {
    NodeProcess running = process;
    if (running != null) {
      running.kill();
    }
  }

  public boolean isAlive() {
    NodeProcess running = process;
    return running != null && running.isAlive();
  }

  /** Whether the node has died, or does within this time. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    NodeProcess running = process;
    return running == null || running.awaitEnd(patience);
  }

  /** SIGSTOP, and SIGCONT after this time. */
  public void pause(Duration time) throws IOException, InterruptedException {
    NodeProcess running = process;
    if (running != null && signal("-STOP", running)) {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
      signal("-CONT", running);
    }
  }

  private static boolean signal(String name, NodeProcess running)
      throws IOException, InterruptedException {
    return new ProcessBuilder("kill", name, Long.toString(running.pid())).start().waitFor() == 0;
  }

  public long pid() {
    NodeProcess running = process;
    return running == null ? -1 : running.pid();
  }

  @Override
  public void close() {
    kill();
  }
}

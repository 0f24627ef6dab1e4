package dev.firn.bench.faults;

import dev.firn.bench.target.ClassArchive;
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
  private static final int KILLED = 137;

  private final Path data;
  private final int port;
  private final List<String> settings;
  private final NodeApi api;
  private final List<String> jvm =
      new ArrayList<>(List.of("-Xmx512m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"));
  private final List<Double> startSeconds = new ArrayList<>();
  private int starts;
  private volatile long launched;
  private int failedStarts;
  private volatile @Nullable NodeProcess process;

  NodeLives(Path data, int port, List<String> settings) {
    this.data = data;
    this.port = port;
    this.settings = List.copyOf(settings);
    this.api = new NodeApi(url());
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public NodeApi api() {
    return api;
  }

  /** Where the node keeps what it has, its log among it. */
  public Path data() {
    return data;
  }

  /** Seconds from each start of the process to ready. */
  public List<Double> startSeconds() {
    return List.copyOf(startSeconds);
  }

  /**
   * A life that leaves its classes in a form in which those after it find them faster, as {@code
   * ./firn run} does; nothing where another node of this process had one before.
   */
  public void rehearse() throws IOException, InterruptedException {
    ClassArchive.rehearse(this::rehearse);
  }

  private void rehearse(String option) throws IOException, InterruptedException {
    jvm.add(option);
    try {
      start(List.of());
      api.bufferedRows();
    } finally {
      jvm.remove(option);
      startSeconds.clear();
    }
    NodeProcess running = process;
    if (running != null) {
      running.close();
    }
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
    NodeLauncher launcher = new NodeLauncher.ClassPath(prefix, jvm);
    starts++;
    launched = begun;
    // Known before it is ready: it may have to be killed on its way.
    NodeProcess fresh = NodeProcess.launch(launcher, port, data, all);
    process = fresh;
    fresh.awaitReady(START_PATIENCE);
    startSeconds.add(Math.round((System.nanoTime() - begun) / 1e7) / 100.0);
  }

  /**
   * Starts lives until one is ready, as a supervisor does where a fault meets the start itself.
   *
   * @return false where it was killed on its way
   */
  public boolean startSupervised(List<String> more, List<String> prefix)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try {
        start(more, prefix);
        return true;
      } catch (IOException e) {
        if (isAlive() || System.nanoTime() > deadline) {
          throw e;
        }
        if (wasKilled()) {
          return false;
        }
        failedStarts++;
      }
    }
  }

  /** When the last life began, in {@link System#nanoTime()}. */
  public long launched() {
    return launched;
  }

  /** All starts of the process, those that failed among them. */
  public int starts() {
    return starts;
  }

  /** Starts that ended by themselves before the node was ready, of those under supervision. */
  public int failedStarts() {
    return failedStarts;
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

  /** Whether the last life ended by SIGKILL. */
  public boolean wasKilled() {
    return exitCode() == KILLED;
  }

  /** What the last life ended with. */
  public int exitCode() {
    NodeProcess ended = process;
    return ended == null ? -1 : ended.exitCode();
  }

  /** Whether the node has died, or does within this time. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    NodeProcess running = process;
    return running == null || running.awaitEnd(patience);
  }

  /** SIGSTOP, and SIGCONT after this time. */
  public void pause(Duration time) throws IOException, InterruptedException {
    if (halt()) {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
      goOn();
    }
  }

  /** SIGSTOP; whether there was a process to halt. */
  boolean halt() throws IOException, InterruptedException {
    return run("kill", "-STOP", Long.toString(pid()));
  }

  /** SIGCONT. */
  void goOn() throws IOException, InterruptedException {
    run("kill", "-CONT", Long.toString(pid()));
  }

  /**
   * No file of the node may become longer than this: to it, that is a disk without room.
   *
   * @param bytes a number or {@code unlimited}
   */
  public void limitFiles(String bytes) throws IOException, InterruptedException {
    if (!run("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes + ":unlimited")) {
      throw new IOException("prlimit could not set the longest file to " + bytes);
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
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

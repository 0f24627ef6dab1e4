package dev.firn.bench.crash;

import dev.firn.bench.load.LoadGenerator;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Writes from several connections, all of which repeat a request until it is answered, while the
 * node is killed and started again on the same data; then reads the whole table.
 */
public final class CrashRun {
  private static final Duration START_PATIENCE = Duration.ofMinutes(5);
  private static final Duration REQUEST_PATIENCE = Duration.ofMinutes(5);
  private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 500;

  private final CrashPlan plan;
  private final NodeLauncher launcher;
  private final Path data;
  private final PrintWriter progress;
  private final int port;

  public CrashRun(CrashPlan plan, NodeLauncher launcher, Path data, PrintWriter progress)
      throws IOException {
    this.plan = plan;
    this.launcher = launcher;
    this.data = data;
    this.progress = progress;
    this.port = NodeProcess.freePort();
  }

  /**
   * What came of it.
   *
   * @param startSeconds from each start of the process to ready
   * @param problems what is wrong; empty if the node kept its word
   */
  public record Outcome(
      LoadResult load, int rows, List<Double> startSeconds, List<String> problems) {
    public Outcome {
      startSeconds = List.copyOf(startSeconds);
      problems = List.copyOf(problems);
    }
  }

  /** Runs until everything acknowledged is committed, or ought to be. */
  public Outcome run() throws IOException, InterruptedException {
    Promises promises = new Promises(plan.workload());
    List<Double> starts = new ArrayList<>();
    NodeProcess node = start(starts);
    try (LoadGenerator load =
        new LoadGenerator(
            node.url(), plan.workload(), plan.connections(), REQUEST_PATIENCE, promises)) {
      CompletableFuture<LoadResult> loading =
          CompletableFuture.supplyAsync(() -> drive(load, plan));
      for (int kill = 1; kill <= plan.kills(); kill++) {
        live();
        node.kill();
        say("kill %d, %,d events acknowledged".formatted(kill, promises.acknowledgedCount()));
        node = start(starts);
      }
      live();
      load.stop();
      LoadResult result = loading.join();
      awaitSettled(node.url(), result.acknowledged());
      return audit(node.url(), promises, result, starts);
    } finally {
      node.close();
    }
  }

  private static LoadResult drive(LoadGenerator load, CrashPlan plan) {
    try {
      return load.run(plan.longestLoad(), plan.eventsPerSecond());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private NodeProcess start(List<Double> starts) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    NodeProcess node = NodeProcess.start(launcher, port, data, plan.settings(), START_PATIENCE);
    double seconds = Math.round((System.nanoTime() - begun) / 1e7) / 100.0;
    starts.add(seconds);
    say("ready after %.2f s".formatted(seconds));
    return node;
  }

  /** A random time. */
  private void live() throws InterruptedException {
    long nanos =
        ThreadLocalRandom.current()
            .nextLong(plan.shortestLife().toNanos(), plan.longestLife().toNanos());
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  /** Until the table has every acknowledged row and no partition holds another. */
  private void awaitSettled(URI node, long acknowledged) throws IOException, InterruptedException {
    NodeApi api = new NodeApi(node);
    say("waiting until %,d events are committed".formatted(acknowledged));
    long deadline = System.nanoTime() + SETTLE_PATIENCE.toNanos();
    while (!isSettled(api, acknowledged) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static boolean isSettled(NodeApi api, long acknowledged)
      throws IOException, InterruptedException {
    return api.table().rows() >= acknowledged && api.bufferedRows() == 0;
  }

  private Outcome audit(URI node, Promises promises, LoadResult load, List<Double> starts)
      throws IOException {
    Audit audit = new Audit();
    TableReader.read(node, audit::see);
    say("%,d rows read".formatted(audit.rows()));
    return new Outcome(load, audit.rows(), starts, audit.problems(promises));
  }

  private void say(String what) {
    progress.println(what);
    progress.flush();
  }
}

package dev.firn.bench.upgrade;

import dev.firn.bench.load.LoadGenerator;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Workload;
import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Nodes of two versions, one after the other on the same data, while clients keep sending and
 * repeat what was not answered: old, killed; old again, drained; new, killed; new. Rows are in
 * every state when the version changes.
 */
final class UpgradeRun {
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);
  private static final Duration REQUEST_PATIENCE = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofHours(2);
  private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(3);
  private static final int CONNECTIONS = 8;

  private final Path oldScript;
  private final Path newScript;
  private final Path data;
  private final Duration life;
  private final double rate;
  private final List<String> settings;
  private final PrintWriter progress;

  UpgradeRun(
      Path oldScript,
      Path newScript,
      Path data,
      Duration life,
      double rate,
      List<String> settings,
      PrintWriter progress) {
    this.oldScript = oldScript;
    this.newScript = newScript;
    this.data = data;
    this.life = life;
    this.rate = rate;
    this.settings = List.copyOf(settings);
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param problems empty if the new version kept the old one's word
   */
  record Outcome(LoadResult load, List<String> problems) {
    Outcome {
      problems = List.copyOf(problems);
    }
  }

  Outcome run(Workload workload) throws IOException, InterruptedException {
    int port = NodeProcess.freePort();
    RowsOnce rows = new RowsOnce(workload);
    NodeProcess node = start(oldScript, port);
    try (LoadGenerator load =
        new LoadGenerator(node.url(), workload, CONNECTIONS, REQUEST_PATIENCE, rows)) {
      CompletableFuture<LoadResult> loading = CompletableFuture.supplyAsync(() -> drive(load));
      live();
      node.kill();
      node = start(oldScript, port);
      live();
      say("%,d events acknowledged; now the new version".formatted(rows.acknowledgedCount()));
      node.close();
      node = start(newScript, port);
      live();
      node.kill();
      node = start(newScript, port);
      live();
      load.stop();
      LoadResult result = loading.join();
      awaitCommitted(new NodeApi(node.url()), result.acknowledged());
      return new Outcome(result, rows.problems(node.url()));
    } finally {
      node.close();
    }
  }

  private LoadResult drive(LoadGenerator load) {
    try {
      return load.run(LONGEST, rate);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private NodeProcess start(Path script, int port) throws IOException, InterruptedException {
    NodeLauncher launcher = new NodeLauncher.Script(script, Optional.empty());
    NodeProcess node = NodeProcess.start(launcher, port, data, settings, START_PATIENCE);
    say("ready: " + script);
    return node;
  }

  private void live() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(life.toNanos());
  }

  private void awaitCommitted(NodeApi api, long acknowledged)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SETTLE_PATIENCE.toNanos();
    while ((api.table().rows() < acknowledged || api.bufferedRows() > 0)
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private void say(String what) {
    progress.println(what);
    progress.flush();
  }
}

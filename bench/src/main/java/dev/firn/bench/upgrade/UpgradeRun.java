package dev.firn.bench.upgrade;

import dev.firn.bench.faults.LoadSession;
import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.lake.LakeClient;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Workload;
import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.NodeLauncher;
import dev.firn.bench.target.NodeProcess;
import dev.firn.catalog.embedded.EmbeddedCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Nodes of two versions, one after the other on the same data, while clients keep sending and
 * repeat what was not answered: old, killed; old again, drained or killed; new, killed; new. Rows
 * are in every state when the version changes, and requests are under way.
 */
final class UpgradeRun {
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);
  private static final Duration REQUEST_PATIENCE = Duration.ofMinutes(10);
  private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(3);
  private static final int CONNECTIONS = 8;

  private final Path oldScript;
  private final Path newScript;
  private final Path data;
  private final boolean isKilledForIt;
  private final Duration life;
  private final double rate;
  private final List<String> settings;
  private final PrintWriter progress;

  /**
   * @param isKilledForIt whether the old version makes room for the new one by SIGKILL
   */
  UpgradeRun(
      Path oldScript,
      Path newScript,
      Path data,
      boolean isKilledForIt,
      Duration life,
      double rate,
      List<String> settings,
      PrintWriter progress) {
    this.oldScript = oldScript;
    this.newScript = newScript;
    this.data = data;
    this.isKilledForIt = isKilledForIt;
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
  record Outcome(LoadResult load, TableCheck.Result table, List<String> problems) {
    Outcome {
      problems = List.copyOf(problems);
    }
  }

  Outcome run(Workload workload) throws IOException, InterruptedException {
    int port = NodeProcess.freePort();
    rehearse(port);
    NodeProcess node = start(oldScript, port, data);
    try (LoadSession load =
        LoadSession.start(node.url(), workload, CONNECTIONS, rate, REQUEST_PATIENCE)) {
      live();
      node.kill();
      node = start(oldScript, port, data);
      live();
      say(
          "%,d events acknowledged; now the new version"
              .formatted(load.promises().acknowledgedCount()));
      if (isKilledForIt) {
        node.kill();
      } else {
        node.close();
      }
      node = start(newScript, port, data);
      live();
      node.kill();
      node = start(newScript, port, data);
      live();
      return look(load, node.url());
    } finally {
      node.close();
    }
  }

  /** Both versions are built before clients wait for them. */
  private void rehearse(int port) throws IOException, InterruptedException {
    start(newScript, port, data.resolveSibling("rehearsal")).close();
  }

  private Outcome look(LoadSession load, URI node) throws IOException, InterruptedException {
    LoadResult sent = load.stop();
    NodeApi api = new NodeApi(node);
    List<String> problems = new ArrayList<>();
    try (LakeClient lake =
        new LakeClient(EmbeddedCatalog.settingsFor(node + "/catalog").restProperties())) {
      if (!isDrained(api, lake, sent.acknowledged())) {
        problems.add("Not everything was committed within " + SETTLE_PATIENCE);
      }
      TableCheck.Result table =
          new TableCheck(lake, load.promises(), Set.of(), new History(true, Set.of())).check();
      problems.addAll(table.problems());
      if (sent.resentTakenAsNew() > 0) {
        problems.add(sent.resentTakenAsNew() + " acknowledged events were taken for new");
      }
      return new Outcome(sent, table, problems);
    }
  }

  private static boolean isDrained(NodeApi api, LakeClient lake, long acknowledged)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SETTLE_PATIENCE.toNanos();
    while (lake.rows() < acknowledged || api.bufferedRows() > 0) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    return true;
  }

  private NodeProcess start(Path script, int port, Path folder)
      throws IOException, InterruptedException {
    NodeLauncher launcher = new NodeLauncher.Script(script, Optional.empty());
    NodeProcess node = NodeProcess.start(launcher, port, folder, settings, START_PATIENCE);
    say("ready: " + script);
    return node;
  }

  private void live() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(life.toNanos());
  }

  private void say(String what) {
    progress.println(what);
    progress.flush();
  }
}

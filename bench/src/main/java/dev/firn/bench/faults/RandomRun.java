package dev.firn.bench.faults;

import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Script;
import dev.firn.bench.load.LoadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Everything at once, at random: faulty fronts, other clients of the table, dying processes. */
final class RandomRun {
  private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(5);

  private final RunSettings settings;
  private final PrintWriter progress;
  private final RandomFaults faults;
  private final Script catalogScript = new Script();
  private final Script storeScript = new Script();

  RandomRun(RunSettings settings, PrintWriter progress) {
    this.settings = settings;
    this.progress = progress;
    this.faults = new RandomFaults(settings.seed());
  }

  FaultReport run() throws IOException, InterruptedException {
    try (FaultRig rig =
        FaultRig.start(
            settings.folder(),
            catalogScript.orElse(faults.catalog()),
            storeScript.orElse(faults.store()),
            settings.settings())) {
      rig.node().start(List.of());
      try (LoadSession load =
          LoadSession.start(
              rig.url(), settings.workload(), settings.connections(), settings.eventsPerSecond())) {
        return run(rig, load);
      }
    }
  }

  private FaultReport run(FaultRig rig, LoadSession load) throws IOException, InterruptedException {
    Troubles troubles =
        new Troubles(rig, catalogScript, storeScript, load.promises(), settings.seed());
    faults.begin(rig);
    long end = System.nanoTime() + settings.duration().toNanos();
    while (System.nanoTime() < end) {
      troubles.next();
      say(troubles, load);
    }
    faults.heal();
    LoadResult result = load.stop();
    long healed = System.nanoTime();
    boolean isDrained = new Drain(rig, load.promises()).await(DRAIN_PATIENCE);
    double drainSeconds = (System.nanoTime() - healed) / 1e9;
    TableCheck.Result found =
        new TableCheck(rig.lake(), load.promises(), rig.secondWriter().ids(), false).check();
    return new FaultReport(
        settings.seed(),
        result,
        found,
        isDrained,
        drainSeconds,
        troubles.done(),
        sum(rig.catalogFront().done(), rig.storeFront().done()),
        faults.situations(),
        troubles.firstAckSeconds(),
        rig.node().startSeconds(),
        rig.node().failedStarts());
  }

  private static Map<String, Integer> sum(Map<String, Integer> one, Map<String, Integer> other) {
    Map<String, Integer> all = new TreeMap<>(one);
    BiConsumer<String, Integer> add = (name, count) -> all.merge(name, count, Integer::sum);
    other.forEach(add);
    return all;
  }

  private void say(Troubles troubles, LoadSession load) {
    progress.printf(
        "%d troubles, %,d events acknowledged%n",
        troubles.done().values().stream().mapToInt(Integer::intValue).sum(),
        load.promises().acknowledgedCount());
    progress.flush();
  }
}

package dev.firn.bench.faults;

import com.typesafe.config.ConfigFactory;
import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.front.Script;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything at once, at random: faulty fronts, other clients of the table, dying processes. */
final class RandomRun {
  private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(5);

  private static final String SETTLE = "-Dfirn.commit.settle=";

  /** Lives are short: what a long one does in half a minute is to happen in a few seconds. */
  private static final List<String> BRISK =
      List.of(
          "-Dfirn.flush.max-age=5s",
          "-Dfirn.commit.interval=1s",
          "-Dfirn.commit.examine=5s",
          SETTLE + "60s");

  private final RunSettings settings;
  private final PrintWriter progress;
  private final Unsettled unsettled;
  private final RandomFaults faults;
  private final Script catalogScript = new Script();
  private final Script storeScript = new Script();

  RandomRun(RunSettings settings, PrintWriter progress) {
    this.settings = settings.preceded(BRISK);
    this.progress = progress;
    this.unsettled = new Unsettled(Clock.systemUTC(), settle(this.settings));
    this.faults = new RandomFaults(settings.seed(), unsettled);
  }

  /** What is said last of how long commits settle. */
  private static Duration settle(RunSettings settings) {
    String said =
        settings.settings().stream()
            .filter(setting -> setting.startsWith(SETTLE))
            .reduce((one, other) -> other)
            .orElseThrow();
    String name = "settle";
    return ConfigFactory.parseMap(Map.of(name, said.substring(SETTLE.length()))).getDuration(name);
  }

  FaultReport run() throws IOException, InterruptedException {
    try (UnderLoad running =
        UnderLoad.start(
            settings,
            catalogScript.orElse(faults.catalog()),
            storeScript.orElse(faults.store()),
            List.of())) {
      return run(running);
    }
  }

  private FaultReport run(UnderLoad running) throws IOException, InterruptedException {
    FaultRig rig = running.rig();
    Troubles troubles =
        new Troubles(
            rig,
            catalogScript,
            storeScript,
            running.promises(),
            ShiftedClock.in(settings.folder()),
            unsettled,
            settings.seed());
    List<String> problems = new ArrayList<>();
    try {
      trouble(running, troubles);
      faults.heal();
      rig.catalogFront().deliverLateRequests();
      rig.storeFront().deliverLateRequests();
      troubles.last();
    } catch (IOException e) {
      // What there is by then is worth looking at all the more.
      problems.add("The run ended early: " + e.getMessage());
      faults.heal();
    }
    UnderLoad.Ending ending =
        running.end(DRAIN_PATIENCE, new History(true, rig.upkeep().rolledBack()));
    problems.addAll(ending.problems());
    Map<String, Integer> done = sum(rig.catalogFront().done(), rig.storeFront().done());
    problems.addAll(
        RunCriteria.problems(
            ending.load(), FaultReport.killsAndFaults(troubles, done), settings.duration()));
    rig.catalogFront().failures().forEach(failure -> problems.add("A front failed: " + failure));
    rig.storeFront().failures().forEach(failure -> problems.add("A front failed: " + failure));
    return new FaultReport(
        settings.seed(), ending, problems, troubles, done, faults.situations(), rig.node());
  }

  private void trouble(UnderLoad running, Troubles troubles)
      throws IOException, InterruptedException {
    faults.begin(running.rig());
    long end = System.nanoTime() + settings.duration().toNanos();
    while (System.nanoTime() < end) {
      troubles.next();
      say(running, troubles);
    }
  }

  /** Without those by which a front kills the node: these are counted as kills. */
  private static Map<String, Integer> sum(Map<String, Integer> one, Map<String, Integer> other) {
    Map<String, Integer> all = new TreeMap<>(one);
    other.forEach((name, count) -> all.merge(name, count, Integer::sum));
    all.keySet().removeIf(name -> name.contains(KillStep.BY_A_FRONT));
    return all;
  }

  private void say(UnderLoad running, Troubles troubles) {
    progress.printf(
        "%d kills, %,d events acknowledged%n",
        troubles.kills(), running.promises().acknowledgedCount());
    progress.flush();
  }
}

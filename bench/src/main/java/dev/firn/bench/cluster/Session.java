package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.faults.LoadSession;
import dev.firn.bench.faults.LoadSession.Clients;
import dev.firn.bench.faults.RunCriteria;
import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.load.Targets;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenarios on one cluster, one after another. Each begins with load and ends when all of it is in
 * the table, the cluster whole and the table looked at, with the rows of the scenarios before.
 */
final class Session {
  private static final Duration REQUEST_PATIENCE = Duration.ofMinutes(3);
  private static final double LEAST_SUCCESS = 0.9999;

  private final Cluster cluster;
  private final Promises promises;
  private final AckLog acks;
  private final double rate;
  private final int clients;
  private final Duration least;
  private final boolean isBounded;
  private final PrintWriter progress;
  private int started;

  /**
   * @param run tells this run's ids from those of every other
   * @param rate events a second
   * @param least how long each scenario lasts at least
   * @param isBounded whether what takes too long is a problem
   */
  Session(
      Cluster cluster,
      int run,
      double rate,
      int clients,
      Duration least,
      boolean isBounded,
      PrintWriter progress) {
    this.cluster = cluster;
    this.promises = new Promises(new Workload(1, 1, 1, 1, Workload.Mix.BATCH, run));
    this.acks = new AckLog(promises);
    this.rate = rate;
    this.clients = clients;
    this.least = least;
    this.isBounded = isBounded;
    this.progress = progress;
  }

  /**
   * What came of one scenario.
   *
   * @param problems nothing if all is well
   */
  record Outcome(
      String name,
      ObjectNode figures,
      LoadResult load,
      TableCheck.Result table,
      double drainSeconds,
      List<String> problems) {
    Outcome {
      problems = List.copyOf(problems);
    }

    ObjectNode json() {
      ObjectNode json = JsonReport.object().put("scenario", name);
      json.put("correct", problems.isEmpty())
          .put("seconds", Math.round(load.seconds()))
          .put("acknowledged", load.acknowledged())
          .put("indeterminate", load.indeterminate())
          .put("rejected", load.rejected())
          .put("successRate", RunCriteria.successRate(load))
          .put("resentTakenAsNew", load.resentTakenAsNew())
          .put("retriesAfterBusy", load.retriesAfterBusy())
          .put("retriesAfterFault", load.retriesAfterFault())
          .put("p50Millis", load.latency().getValueAtPercentile(50) / 1000)
          .put("p99Millis", load.latency().getValueAtPercentile(99) / 1000)
          .put("lost", table.lost())
          .put("doubled", table.doubled())
          .put("rowsSoFar", table.rows())
          .put("drainSeconds", drainSeconds);
      json.set("figures", figures);
      json.set("problems", JsonReport.value(problems));
      return json;
    }
  }

  Outcome play(Scenario scenario) throws IOException, InterruptedException {
    progress.println(scenario.title());
    long begun = System.nanoTime();
    Stage stage = new Stage(cluster, acks, clients, least, progress, new Few(), isBounded);
    LoadResult load;
    try (LoadSession session = start(scenario)) {
      tryTo(stage, one -> playUnderLoad(scenario, one, begun));
      load = session.stop();
    }
    tryTo(stage, scenario.afterLoad());
    return look(scenario, stage, load);
  }

  private void playUnderLoad(Scenario scenario, Stage stage, long begun)
      throws IOException, InterruptedException {
    stage.awaitLoad();
    scenario.act().play(stage);
    stage.awaitWhole(begun);
    Stage.rest(least.minusNanos(System.nanoTime() - begun));
  }

  /** What there is after a failure is worth looking at all the more. */
  private static void tryTo(Stage stage, Scenario.Act act) throws InterruptedException {
    try {
      act.play(stage);
    } catch (IOException e) {
      stage.problem("The scenario ended early: " + e.getMessage());
    }
  }

  private LoadSession start(Scenario scenario) {
    return start(cluster.targets(), scenario.workload(promises.run()), clients, rate);
  }

  /** A few events beside the load. */
  private final class Few implements Stage.Sender {
    private static final int CLIENTS = 4;

    @Override
    public void sendOnceTo(int types) throws IOException, InterruptedException {
      Workload workload = Scenario.onceTo(types, promises.run());
      int client = started;
      try (LoadSession few = start(cluster.targets(), workload, 1, 4 * workload.batch())) {
        Until.await("a few events acknowledged", Stage.PATIENCE, () -> acks.hasHeard(client));
        few.stop();
      }
    }

    @Override
    public LoadSession startSending(int types, ClusterNode through) {
      Workload workload = Scenario.onceTo(types, promises.run());
      Targets targets = cluster.targetsAt(through);
      return start(targets, workload, CLIENTS, 4 * CLIENTS * workload.batch());
    }
  }

  private LoadSession start(Targets targets, Workload workload, int count, double eventsPerSecond) {
    int first = started;
    started += count;
    Clients some = new Clients(count, first, eventsPerSecond, REQUEST_PATIENCE);
    return LoadSession.start(targets, workload, some, promises, acks);
  }

  private Outcome look(Scenario scenario, Stage stage, LoadResult load)
      throws IOException, InterruptedException {
    long stopped = System.nanoTime();
    boolean isDrained = Until.holds(Stage.PATIENCE, () -> cluster.isDrained(promises));
    double drainSeconds = Stage.secondsSince(stopped);
    List<String> problems = new ArrayList<>(stage.problems());
    problems.addAll(cluster.ailments());
    if (!isDrained) {
      problems.add("Nodes still held rows, or the table lacked some, when patience ended");
    }
    TableCheck.Result table = cluster.check(promises);
    problems.addAll(table.problems());
    problems.addAll(problemsOf(load));
    stage.say(
        "%,d acknowledged, %d lost, %d doubled, %d problems"
            .formatted(load.acknowledged(), table.lost(), table.doubled(), problems.size()));
    return new Outcome(scenario.title(), stage.figures(), load, table, drainSeconds, problems);
  }

  private static List<String> problemsOf(LoadResult load) {
    List<String> problems = new ArrayList<>();
    double success = RunCriteria.successRate(load);
    if (success < LEAST_SUCCESS) {
      problems.add("Only %.4f %% of all events were acknowledged".formatted(100 * success));
    }
    if (load.rejected() > 0) {
      problems.add(load.rejected() + " events were refused, all of which were acceptable");
    }
    if (load.resentTakenAsNew() > 0) {
      problems.add(load.resentTakenAsNew() + " acknowledged events were taken for new");
    }
    return problems;
  }
}

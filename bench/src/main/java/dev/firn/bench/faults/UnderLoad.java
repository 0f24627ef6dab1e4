package dev.firn.bench.faults;

import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.FaultPlan;
import dev.firn.bench.load.LoadResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A rig whose node takes events from clients: what every scenario begins and ends with. */
final class UnderLoad implements AutoCloseable {
  private static final Duration REQUEST_PATIENCE = Duration.ofMinutes(3);

  private final FaultRig rig;
  private final LoadSession load;

  private UnderLoad(FaultRig rig, LoadSession load) {
    this.rig = rig;
    this.load = load;
  }

  /**
   * Starts everything; returns when the node is ready and the load has begun.
   *
   * @param firstLife settings of the node's first life alone
   */
  static UnderLoad start(
      RunSettings settings, FaultPlan catalog, FaultPlan store, List<String> firstLife)
      throws IOException, InterruptedException {
    FaultRig rig =
        FaultRig.start(settings.catalog(), settings.folder(), catalog, store, settings.settings());
    try {
      rig.node().rehearse();
      rig.node().start(firstLife);
    } catch (IOException | InterruptedException | RuntimeException e) {
      rig.close();
      throw e;
    }
    LoadSession load =
        LoadSession.start(
            rig.url(),
            settings.workload(),
            settings.connections(),
            settings.eventsPerSecond(),
            REQUEST_PATIENCE);
    return new UnderLoad(rig, load);
  }

  FaultRig rig() {
    return rig;
  }

  Promises promises() {
    return load.promises();
  }

  /**
   * What was found when all was over.
   *
   * @param stopped when the load had ended, in {@link System#nanoTime()}
   * @param drained when everything was in the table, or patience ended
   * @param problems nothing if every promise was kept
   */
  record Ending(
      LoadResult load,
      TableCheck.Result table,
      boolean isDrained,
      long stopped,
      long drained,
      List<String> problems) {
    Ending {
      problems = List.copyOf(problems);
    }

    /** From the end of the load until everything was in the table. */
    double drainSeconds() {
      return (drained - stopped) / 1e9;
    }
  }

  /**
   * Ends the load, waits until all of it is in the table, and looks.
   *
   * @param history what others did to the table
   */
  Ending end(Duration patience, History history) throws IOException, InterruptedException {
    LoadResult sent = load.stop();
    long stopped = System.nanoTime();
    boolean isDrained = new Drain(rig, promises()).await(patience);
    long drained = System.nanoTime();
    TableCheck.Result table =
        new TableCheck(rig.lake(), promises(), rig.secondWriter().ids(), history).check();
    return new Ending(sent, table, isDrained, stopped, drained, problems(sent, table, isDrained));
  }

  private List<String> problems(LoadResult sent, TableCheck.Result table, boolean isDrained) {
    List<String> problems = new ArrayList<>(table.problems());
    if (!isDrained) {
      problems.add("The node still held rows when patience ended");
    }
    if (sent.resentTakenAsNew() > 0) {
      problems.add(
          sent.resentTakenAsNew() + " acknowledged events were taken for new when sent again");
    }
    // The checker must have been told of all that clients were: else it looks for too little.
    if (sent.acknowledged() != promises().acknowledgedCount()) {
      problems.add(
          "Clients count %d acknowledged events, the checker %d"
              .formatted(sent.acknowledged(), promises().acknowledgedCount()));
    }
    return problems;
  }

  @Override
  public void close() throws IOException {
    try (rig) {
      load.close();
    }
  }
}

package dev.firn.bench.faults;

import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.load.LoadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * kill -9 with many events acknowledged and none flushed: how long until the node takes new ones,
 * and until everything is in the table.
 */
final class BacklogRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<String> NEVER_FLUSHING =
      List.of(
          "-Dfirn.flush.max-age=1h",
          "-Dfirn.flush.max-events=100000000",
          "-Dfirn.flush.max-opened-bytes=4g");

  private final RunSettings settings;
  private final int events;
  private final PrintWriter progress;

  BacklogRun(RunSettings settings, int events, PrintWriter progress) {
    this.settings = settings;
    this.events = events;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param firstAckSeconds from the kill to the first new acknowledgement
   * @param committedSeconds from the kill until everything acknowledged before it is in the table
   */
  record Outcome(
      long unflushed,
      double firstAckSeconds,
      double committedSeconds,
      LoadResult load,
      TableCheck.Result table) {}

  Outcome run() throws IOException, InterruptedException {
    try (FaultRig rig =
        FaultRig.start(
            settings.folder(), request -> Fault.NONE, request -> Fault.NONE, settings.settings())) {
      rig.node().start(NEVER_FLUSHING);
      try (LoadSession load =
          LoadSession.start(
              rig.url(), settings.workload(), settings.connections(), settings.eventsPerSecond())) {
        return run(rig, load);
      }
    }
  }

  private Outcome run(FaultRig rig, LoadSession load) throws IOException, InterruptedException {
    while (load.promises().acknowledgedCount() < events) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    rig.node().kill();
    long killed = System.nanoTime();
    long unflushed =
        load.promises().acknowledgedCount() - new Drain(rig, load.promises()).tableRows();
    progress.printf("killed with %,d unflushed%n", unflushed);
    rig.node().start(new ArrayList<>());
    while (load.promises().lastAcknowledgement() < killed) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    double firstAck = (load.promises().lastAcknowledgement() - killed) / 1e9;
    LoadResult result = load.stop();
    boolean isDrained = new Drain(rig, load.promises()).await(PATIENCE);
    double committed = isDrained ? (System.nanoTime() - killed) / 1e9 : Double.POSITIVE_INFINITY;
    TableCheck.Result table =
        new TableCheck(rig.lake(), load.promises(), rig.secondWriter().ids(), true).check();
    return new Outcome(unflushed, firstAck, committed, result, table);
  }
}

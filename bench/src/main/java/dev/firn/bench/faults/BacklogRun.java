package dev.firn.bench.faults;

import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.front.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
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
      long unflushed, double firstAckSeconds, double committedSeconds, UnderLoad.Ending ending) {}

  Outcome run() throws IOException, InterruptedException {
    try (UnderLoad running =
        UnderLoad.start(settings, request -> Fault.NONE, request -> Fault.NONE, NEVER_FLUSHING)) {
      return run(running);
    }
  }

  private Outcome run(UnderLoad running) throws IOException, InterruptedException {
    FaultRig rig = running.rig();
    while (running.promises().acknowledgedCount() < events) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    FirstAcknowledgement first = new FirstAcknowledgement(rig.node(), running.promises());
    rig.node().kill();
    first.died("kill -9");
    long killed = System.nanoTime();
    long unflushed = running.promises().acknowledgedCount() - rig.lake().rows();
    progress.printf("killed with %,d unflushed%n", unflushed);
    progress.flush();
    rig.node().start(List.of());
    if (!first.awaitWhileAlive()) {
      throw new IOException("The node died while it recovered; see its log");
    }
    double firstAck = first.waits().get(0).seconds();
    UnderLoad.Ending ending = running.end(PATIENCE, History.WHOLE);
    return new Outcome(unflushed, firstAck, (ending.drained() - killed) / 1e9, ending);
  }
}

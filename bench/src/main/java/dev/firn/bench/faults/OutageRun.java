package dev.firn.bench.faults;

import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FaultPlan;
import dev.firn.bench.load.LoadResult;
import dev.firn.bench.target.ProcFs;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The store or the catalog is gone for a while, under load, and comes back. */
final class OutageRun {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 250;

  /** What is gone. */
  enum Gone {
    STORE,
    CATALOG
  }

  private final RunSettings settings;
  private final Gone gone;
  private final PrintWriter progress;
  private final AtomicBoolean isGone = new AtomicBoolean();
  private long peakResidentBytes;

  OutageRun(RunSettings settings, Gone gone, PrintWriter progress) {
    this.settings = settings;
    this.gone = gone;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param acknowledgedDuring events taken while it was gone
   * @param secondsUntilFull from the outage to the first second without an acknowledgement, which
   *     is that of the journal's budget; negative if there was none
   * @param committedSeconds from the return until everything acknowledged was in the table
   */
  record Outcome(
      long acknowledgedDuring,
      double secondsUntilFull,
      double committedSeconds,
      long peakResidentBytes,
      LoadResult load,
      TableCheck.Result table) {}

  Outcome run() throws IOException, InterruptedException {
    try (FaultRig rig =
        FaultRig.start(
            settings.folder(), plan(Gone.CATALOG), plan(Gone.STORE), settings.settings())) {
      rig.node().start(List.of());
      try (LoadSession load =
          LoadSession.start(
              rig.url(), settings.workload(), settings.connections(), settings.eventsPerSecond())) {
        return run(rig, load);
      }
    }
  }

  private FaultPlan plan(Gone which) {
    Fault away = Fault.lost(which + " away", new Fault.Answer.Drop());
    return request -> which == gone && isGone.get() ? away : Fault.NONE;
  }

  private Outcome run(FaultRig rig, LoadSession load) throws IOException, InterruptedException {
    while (new Drain(rig, load.promises()).tableRows() == 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    long before = load.promises().acknowledgedCount();
    isGone.set(true);
    double untilFull = watch(rig, load);
    long during = load.promises().acknowledgedCount() - before;
    isGone.set(false);
    long back = System.nanoTime();
    progress.printf("back; %,d events were acknowledged meanwhile%n", during);
    progress.flush();
    awaitAcknowledgement(load, back);
    LoadResult result = load.stop();
    boolean isDrained = new Drain(rig, load.promises()).await(PATIENCE);
    double committed = isDrained ? (System.nanoTime() - back) / 1e9 : Double.POSITIVE_INFINITY;
    TableCheck.Result table =
        new TableCheck(rig.lake(), load.promises(), rig.secondWriter().ids(), true).check();
    return new Outcome(during, untilFull, committed, peakResidentBytes, result, table);
  }

  /** Looks on for as long as the outage lasts. */
  private double watch(FaultRig rig, LoadSession load) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long end = begun + settings.duration().toNanos();
    double untilFull = -1;
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      peakResidentBytes = ProcFs.of(rig.node().pid()).peakResidentBytes();
      long quiet = System.nanoTime() - load.promises().lastAcknowledgement();
      if (untilFull < 0 && quiet > TimeUnit.SECONDS.toNanos(1)) {
        untilFull = (load.promises().lastAcknowledgement() - begun) / 1e9;
        progress.printf("no acknowledgement any more after %.1f s%n", untilFull);
        progress.flush();
      }
    }
    return untilFull;
  }

  private static void awaitAcknowledgement(LoadSession load, long since)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (load.promises().lastAcknowledgement() < since && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}

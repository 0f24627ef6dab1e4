package dev.firn.bench.faults;

import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FaultPlan;
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

  OutageRun(RunSettings settings, Gone gone, PrintWriter progress) {
    this.settings = settings;
    this.gone = gone;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param seconds of the outage
   * @param acknowledged events taken while it was gone
   * @param secondsUntilFull from the outage to the last acknowledgement before the node said that
   *     it is not ready; negative if it never did
   * @param saidWhenFull what the node said of its readiness then
   * @param firstAckSeconds from the return to the first acknowledgement
   * @param committedSeconds from the return until everything acknowledged was in the table
   * @param peakResidentBytes the node's, over the whole run
   */
  record Outcome(
      double seconds,
      long acknowledged,
      double secondsUntilFull,
      String saidWhenFull,
      double firstAckSeconds,
      double committedSeconds,
      long peakResidentBytes,
      UnderLoad.Ending ending) {}

  Outcome run() throws IOException, InterruptedException {
    try (UnderLoad running =
        UnderLoad.start(settings, plan(Gone.CATALOG), plan(Gone.STORE), List.of())) {
      return run(running);
    }
  }

  private FaultPlan plan(Gone which) {
    Fault away = Fault.lost(which + " away", new Fault.Answer.Drop());
    return request -> which == gone && isGone.get() ? away : Fault.NONE;
  }

  private Outcome run(UnderLoad running) throws IOException, InterruptedException {
    // Acknowledgements must be seen to go on: a journal that is full without an outage shows
    // nothing.
    while (running.rig().lake().rows() == 0 || isQuiet(running)) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    long before = running.promises().acknowledgedCount();
    isGone.set(true);
    long begun = System.nanoTime();
    Full full = watch(running, begun);
    long during = running.promises().acknowledgedCount() - before;
    isGone.set(false);
    long back = System.nanoTime();
    say("back; %,d events were acknowledged meanwhile".formatted(during));
    double firstAck = awaitAcknowledgement(running, back);
    UnderLoad.Ending ending = running.end(PATIENCE, History.WHOLE);
    return new Outcome(
        (back - begun) / 1e9,
        during,
        full.afterSeconds(),
        full.said(),
        firstAck,
        (ending.drained() - back) / 1e9,
        ProcFs.of(running.rig().node().pid()).peakResidentBytes(),
        ending);
  }

  private record Full(double afterSeconds, String said) {}

  /** Looks on for as long as the outage lasts. */
  private Full watch(UnderLoad running, long begun) throws IOException, InterruptedException {
    Full full = new Full(-1, "");
    long end = begun + settings.duration().toNanos();
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      String readiness =
          full.afterSeconds() < 0 && isQuiet(running) ? running.rig().node().api().readiness() : "";
      // A slow second alone says nothing of the journal.
      if (readiness.contains("\"ready\":false")) {
        long last = Math.max(begun, running.promises().lastAcknowledgement());
        full = new Full((last - begun) / 1e9, readiness);
        say("no acknowledgement any more after %.1f s".formatted(full.afterSeconds()));
      }
    }
    return full;
  }

  private static boolean isQuiet(UnderLoad running) {
    long quiet = System.nanoTime() - running.promises().lastAcknowledgement();
    return quiet > TimeUnit.SECONDS.toNanos(1);
  }

  private static double awaitAcknowledgement(UnderLoad running, long since)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (running.promises().lastAcknowledgement() < since && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return (running.promises().lastAcknowledgement() - since) / 1e9;
  }

  private void say(String what) {
    progress.println(what);
    progress.flush();
  }
}

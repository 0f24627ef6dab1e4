package dev.firn.ops.send;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows how far a run is: a bar that is redrawn on a terminal, a line now and then elsewhere. */
final class Progress implements AutoCloseable {
  private static final int BAR_WIDTH = 24;
  private static final long REDRAW_MILLIS = 200;
  private static final long LINE_MILLIS = 5_000;
  private static final double SMOOTHING_SECONDS = 2;

  private final Tally tally;
  private final OptionalLong inputBytes;
  private final PrintWriter err;
  private final boolean redraws;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Progress::daemon);
  private double eventsPerSecond;
  private long lastSettled;
  private double lastSeconds;
  private int lastWidth;

  Progress(Tally tally, OptionalLong inputBytes, PrintWriter err, boolean redraws) {
    this.tally = tally;
    this.inputBytes = inputBytes;
    this.err = err;
    this.redraws = redraws;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "progress");
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    long period = redraws ? REDRAW_MILLIS : LINE_MILLIS;
    var unused = timer.scheduleAtFixedRate(this::show, period, period, TimeUnit.MILLISECONDS);
  }

  private synchronized void show() {
    Tally.Counts counts = tally.counts();
    double passed = counts.seconds() - lastSeconds;
    double weight = Math.min(1, passed / SMOOTHING_SECONDS);
    double current = (counts.settled() - lastSettled) / Math.max(passed, 1e-3);
    eventsPerSecond += weight * (current - eventsPerSecond);
    lastSettled = counts.settled();
    lastSeconds = counts.seconds();
    print(line(counts, eventsPerSecond, tally.inputBytes.sum(), inputBytes));
  }

  private void print(String line) {
    if (redraws) {
      err.print("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
      lastWidth = line.length();
    } else {
      err.println(line);
    }
    err.flush();
  }

  static String line(Tally.Counts counts, double rate, long bytesRead, OptionalLong bytes) {
    String numbers =
        String.format(
            Locale.ROOT,
            "%,.0f events/s  acknowledged %,d  duplicates %,d  rejected %,d  in flight %,d",
            rate,
            counts.acknowledged(),
            counts.duplicates(),
            counts.rejected(),
            counts.inFlight());
    String retries = counts.retries() == 0 ? "" : "  retries " + counts.retries();
    return bar(bytesRead, bytes) + numbers + retries;
  }

  private static String bar(long bytesRead, OptionalLong bytes) {
    if (bytes.isEmpty() || bytes.getAsLong() == 0) {
      return "";
    }
    double done = Math.min(1.0, (double) bytesRead / bytes.getAsLong());
    int full = (int) (done * BAR_WIDTH);
    return "[%s%s] %3.0f%%  "
        .formatted("#".repeat(full), "-".repeat(BAR_WIDTH - full), Math.floor(done * 100));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      if (redraws) {
        print("");
        err.print("\r");
        err.flush();
      }
    }
  }
}

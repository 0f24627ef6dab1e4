package dev.firn.ops.ctl;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what a cluster does at its own pace, and says how far it is when that changes. */
final class Waiting {
  /** A shard is handed over in about a second, or the cluster has trouble. */
  static final Duration MOVE = Duration.ofSeconds(60);

  private static final long POLL_MILLIS = 250;

  private final PrintWriter err;
  private final long end;
  private String last = "";

  Waiting(PrintWriter err, Duration patience) {
    this.err = err;
    this.end = System.nanoTime() + patience.toNanos();
  }

  boolean isOver() {
    return System.nanoTime() - end > 0;
  }

  void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
  }

  /** A line where it says something new. */
  void tell(String line) {
    if (!line.equals(last)) {
      last = line;
      err.println(line);
      err.flush();
    }
  }
}

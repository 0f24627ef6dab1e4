package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until a node holds nothing that its tables do not have. */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final long POLL_MILLIS = 200;

  private final FaultRig rig;
  private final Promises promises;

  Drain(FaultRig rig, Promises promises) {
    this.rig = rig;
    this.promises = promises;
  }

  /** Whether that came about in time. */
  boolean await(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isDrained()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  private boolean isDrained() throws InterruptedException {
    long expected = (long) promises.acknowledgedCount() + rig.secondWriter().ids().size();
    try {
      return rig.lake().rows() >= expected && rig.node().api().bufferedRows() == 0;
    } catch (IOException e) {
      // Whoever cannot tell has not drained.
      LOG.debug("Not known whether the node has drained", e);
      return false;
    }
  }
}

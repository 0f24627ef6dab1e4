package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Waits until a node holds nothing that the table does not have. */
final class Drain {
  private static final long POLL_MILLIS = 200;

  private final FaultRig rig;
  private final Promises promises;

  Drain(FaultRig rig, Promises promises) {
    this.rig = rig;
    this.promises = promises;
  }

  /** Whether that came about in time. */
  boolean await(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isDrained()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  private boolean isDrained() throws IOException, InterruptedException {
    long expected = (long) promises.acknowledgedCount() + rig.secondWriter().ids().size();
    return tableRows() >= expected && rig.node().api().bufferedRows() == 0;
  }

  /** As the table's present snapshot counts them. */
  long tableRows() {
    try {
      Table table = rig.lake().events();
      Snapshot current = table.currentSnapshot();
      return current == null
          ? 0
          : Long.parseLong(current.summary().getOrDefault("total-records", "0"));
    } catch (NoSuchTableException e) {
      return 0;
    }
  }
}

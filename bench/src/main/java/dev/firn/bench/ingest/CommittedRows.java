package dev.firn.bench.ingest;

import dev.firn.bench.target.TableState;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits until the table has as many rows as it must; asks rarely, as asking costs the node CPU. */
final class CommittedRows {
  private static final long POLL_MILLIS = 1_000;

  private final Subject.Asked api;

  CommittedRows(Subject.Asked api) {
    this.api = api;
  }

  /**
   * Returns when the table has that many rows, or has had no new ones for the whole patience.
   *
   * @param atLeast rows, those from before included
   */
  TableState await(long atLeast, Duration patience) throws IOException, InterruptedException {
    TableState state = api.table();
    long progressAt = System.nanoTime();
    while (state.rows() < atLeast && System.nanoTime() - progressAt < patience.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      TableState now = api.table();
      progressAt = now.rows() > state.rows() ? System.nanoTime() : progressAt;
      state = now;
    }
    return state;
  }
}

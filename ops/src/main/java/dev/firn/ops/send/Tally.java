package dev.firn.ops.send;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one run; read while others write. */
final class Tally {
  final LongAdder read = new LongAdder();
  final LongAdder acknowledged = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder inFlight = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder inputBytes = new LongAdder();
  private final long startedNanos = System.nanoTime();

  /** What it has come to by now. */
  Counts counts() {
    return new Counts(
        read.sum(),
        acknowledged.sum(),
        duplicates.sum(),
        rejected.sum(),
        inFlight.sum(),
        retries.sum(),
        (System.nanoTime() - startedNanos) / 1e9);
  }

  /**
   * @param acknowledged events that are new to the node
   * @param duplicates events that it had already
   * @param inFlight events in requests not yet answered
   */
  record Counts(
      long read,
      long acknowledged,
      long duplicates,
      long rejected,
      long inFlight,
      long retries,
      double seconds) {

    long settled() {
      return acknowledged + duplicates + rejected;
    }

    long unsettled() {
      return read - settled();
    }
  }
}

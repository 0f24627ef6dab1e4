package dev.firn.bench.ingest;

import dev.firn.bench.load.Workload;
import java.time.Duration;

/**
 * One measurement.
 *
 * @param eventsPerSecond 0 for flat out
 */
record Plan(
    Workload workload,
    double eventsPerSecond,
    Duration warmup,
    Duration duration,
    int connections) {

  Plan {
    if (eventsPerSecond < 0 || duration.isNegative() || duration.isZero() || connections < 1) {
      throw new IllegalArgumentException("Out of range: rate or duration or connections");
    }
  }
}

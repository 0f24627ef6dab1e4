package dev.firn.bench.ingest;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Looks at the node's heap now and then, about as often as a monitoring system would. */
final class Sampler implements AutoCloseable {
  private static final long PERIOD_SECONDS = 5;

  private final Subject.Asked api;
  private final DoubleAccumulator heapPeak = new DoubleAccumulator(Math::max, 0);
  private final LongAdder failures = new LongAdder();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  Sampler(Subject.Asked api) {
    this.api = api;
    var unused =
        timer.scheduleAtFixedRate(this::sample, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void sample() {
    try {
      heapPeak.accumulate(api.metrics().heapUsedBytes());
    } catch (IOException e) {
      // An overloaded node may not answer in time; how often is part of the report.
      failures.increment();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  double heapPeakBytes() {
    return heapPeak.get();
  }

  long failures() {
    return failures.sum();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

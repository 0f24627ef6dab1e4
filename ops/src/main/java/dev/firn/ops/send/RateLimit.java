package dev.firn.ops.send;

import java.util.concurrent.TimeUnit;

/** Spaces batches out so that no more than a number of events is sent a second. */
final class RateLimit {
  private final double eventsPerSecond;
  private long nextNanos = System.nanoTime();

  /**
   * @param eventsPerSecond 0 for no limit
   */
  RateLimit(double eventsPerSecond) {
    this.eventsPerSecond = eventsPerSecond;
  }

  void await(int events) throws InterruptedException {
    if (eventsPerSecond > 0) {
      TimeUnit.NANOSECONDS.sleep(reserve(events));
    }
  }

  private synchronized long reserve(int events) {
    long now = System.nanoTime();
    long start = Math.max(now, nextNanos);
    nextNanos = start + (long) (events / eventsPerSecond * 1e9);
    return start - now;
  }
}

package dev.firn.sharding.route;

/**
 * How often rows come to one partition, as a moving average: waiting for others is worth while only
 * where others are likely to come in that time. Not thread-safe.
 */
final class Arrivals {
  private static final int WEIGHT = 4;

  private final long longestGap;
  private long meanGap;
  private long last;

  /**
   * @param horizonNanos the longest that anybody would wait; gaps far beyond it count as little
   *     more, so that the average soon follows when the load comes
   */
  Arrivals(long horizonNanos, long now) {
    this.longestGap = 4 * horizonNanos;
    this.meanGap = longestGap;
    this.last = now - longestGap;
  }

  void arrived(long now) {
    long gap = Math.min(now - last, longestGap);
    meanGap += (gap - meanGap) / WEIGHT;
    last = now;
  }

  /** Whether another arrival is likely within this time. */
  boolean areExpectedWithin(long nanos) {
    return meanGap < nanos;
  }

  long lastAt() {
    return last;
  }
}

package dev.firn.journal;

import java.time.Duration;
import java.util.List;

/**
 * Counts by duration. Bucket i holds durations of at most {@code upperMicros(i)} and more than the
 * bucket before; the last has no bound.
 */
public record LatencyHistogram(List<Long> counts, Duration total) {

  static final int BUCKETS = 20;

  public LatencyHistogram {
    counts = List.copyOf(counts);
  }

  /** Upper bound of a bucket in microseconds: 32, 64, 128 …. */
  public static long upperMicros(int bucket) {
    return bucket == BUCKETS - 1 ? Long.MAX_VALUE : 32L << bucket;
  }

  static int bucket(long nanos) {
    int doublings = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, (nanos / 1000 - 1) >> 5));
    return Math.min(doublings, BUCKETS - 1);
  }

  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Upper bound of the bucket in which the quantile lies, in microseconds; 0 when nothing was
   * counted.
   */
  public long quantileMicros(double quantile) {
    long rank = (long) Math.ceil(quantile * count());
    long seen = 0;
    for (int bucket = 0; bucket < counts.size(); bucket++) {
      seen += counts.get(bucket);
      if (seen >= rank && seen > 0) {
        return upperMicros(bucket);
      }
    }
    return 0;
  }
}

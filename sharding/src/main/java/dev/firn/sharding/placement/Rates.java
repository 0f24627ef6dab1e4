package dev.firn.sharding.placement;

import java.time.Duration;

/**
 * Smooths how much one shard takes in: an exponential mean over time, corrected for its short past
 * so that the first figure is an estimate already and not a climb from nothing.
 */
final class Rates {
  private double mean;
  private double weight;

  /**
   * @param bytes taken in since the last sample
   * @param elapsed since the last sample
   */
  void sample(long bytes, Duration elapsed, Duration smoothing) {
    double seconds = elapsed.toNanos() / 1e9;
    if (seconds <= 0) {
      return;
    }
    double kept = StrictMath.exp(-seconds / Math.max(1e-3, smoothing.toNanos() / 1e9));
    mean = kept * mean + (1 - kept) * bytes / seconds;
    weight = kept * weight + (1 - kept);
  }

  double bytesPerSecond() {
    return weight == 0 ? 0 : mean / weight;
  }
}

package dev.firn.ops.send;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Bounds how long the sender goes on without anything being taken. Shared by all that post. */
final class Patience {
  private final long limitNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong progressAt;

  Patience(Duration limit, LongSupplier nanoTime) {
    this.limitNanos = limit.toNanos();
    this.nanoTime = nanoTime;
    this.progressAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** Something was taken. */
  void renew() {
    progressAt.set(nanoTime.getAsLong());
  }

  /** What is left for a batch first tried at that time: waiting for input does not count. */
  Duration left(long firstTriedNanos) {
    long since = Math.max(progressAt.get() - firstTriedNanos, 0) + firstTriedNanos;
    return Duration.ofNanos(Math.max(0, limitNanos - (nanoTime.getAsLong() - since)));
  }
}

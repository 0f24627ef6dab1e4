package dev.firn.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * When each request is to be sent. At a given rate the times are fixed from the start, and whoever
 * is free takes the next: a request that is late because the node is slow counts from the time at
 * which it was due. Flat out, a request is due when a connection is free.
 */
final class Pace {
  private static final long OVER = -1;

  private final AtomicLong next = new AtomicLong();
  private final long startNanos;
  private final long durationNanos;
  private final double requestsPerSecond;
  private volatile boolean isStopped;

  /**
   * @param requestsPerSecond 0 for flat out
   */
  Pace(long startNanos, long durationNanos, double requestsPerSecond) {
    this.startNanos = startNanos;
    this.durationNanos = durationNanos;
    this.requestsPerSecond = requestsPerSecond;
  }

  /** No request has its turn any more. */
  void stop() {
    isStopped = true;
  }

  /** Waits for the turn of a request and gives the time at which it was due, or -1 at the end. */
  long awaitTurn() {
    if (isStopped) {
      return OVER;
    }
    if (requestsPerSecond == 0) {
      long now = System.nanoTime();
      return now - startNanos >= durationNanos ? OVER : now;
    }
    long offset = (long) (next.getAndIncrement() / requestsPerSecond * 1e9);
    if (offset >= durationNanos) {
      return OVER;
    }
    long due = startNanos + offset;
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
    return due;
  }
}

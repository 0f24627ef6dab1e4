package dev.firn.node.compaction;

import dev.firn.catalog.rewrite.RewriteMonitor;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Holds up a job in favour of events: while they come in it takes its share of a processor, while
 * the node is under pressure it stands still, but for one step now and then so that it ends some
 * day. Threads have no priority on Linux that Java could lower, so it pauses. One thread; progress
 * is read by any.
 */
final class Yielding implements RewriteMonitor {
  private static final long LOOK_AGAIN = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_REST = Duration.ofSeconds(1).toNanos();

  private final Load load;
  private final double share;
  private final long longestPause;
  private final BooleanSupplier isOver;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong rested = new AtomicLong();
  private long resumed = System.nanoTime();

  /**
   * @param share of a processor, above 0, at most 1
   * @param isOver whether the node stops
   */
  Yielding(Load load, double share, Duration longestPause, BooleanSupplier isOver) {
    this.load = load;
    this.share = share;
    this.longestPause = longestPause.toNanos();
    this.isOver = isOver;
  }

  /** Rows read or written; each is both. */
  long rows() {
    return rows.get();
  }

  /** Nanoseconds of pauses. */
  long rested() {
    return rested.get();
  }

  @Override
  public void moved(long some) {
    rows.addAndGet(some);
    long now = System.nanoTime();
    long worked = now - resumed;
    rest(now, worked);
    resumed = System.nanoTime();
    rested.addAndGet(resumed - now);
  }

  private void rest(long now, long worked) {
    requireGoingOn();
    Load.Level level = load.level();
    if (level == Load.Level.BUSY) {
      LockSupport.parkNanos(Math.min(LONGEST_REST, (long) (worked * (1 - share) / share)));
    }
    while (level == Load.Level.PRESSED && System.nanoTime() - now < longestPause) {
      LockSupport.parkNanos(LOOK_AGAIN);
      requireGoingOn();
      level = load.level();
    }
  }

  private void requireGoingOn() {
    if (isOver.getAsBoolean()) {
      throw new CancellationException("The node stops");
    }
  }
}

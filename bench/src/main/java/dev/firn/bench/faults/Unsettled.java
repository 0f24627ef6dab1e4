package dev.firn.bench.faults;

import java.time.Clock;
import java.time.Duration;

/**
 * Which commits a node still watches, so that they come back when somebody rolls them back. What
 * has settled stays away: then it was an operator who has done so. A node settles by its own clock,
 * so while that is wrong, and for commits from before it was right again, nobody can tell.
 */
final class Unsettled {
  private final Clock clock;
  private final Duration most;
  private boolean isClockRight = true;
  private long since;

  /**
   * Of a node whose clock is right.
   *
   * @param settle how long the node watches a commit
   */
  Unsettled(Clock clock, Duration settle) {
    this.clock = clock;
    this.most = settle.dividedBy(2);
    this.since = clock.millis();
  }

  /** From now on the node's clock is wrong. */
  synchronized void clockIsWrong() {
    isClockRight = false;
  }

  /** From now on it is right: what is committed later is known to be watched. */
  synchronized void clockIsRight() {
    isClockRight = true;
    since = clock.millis();
  }

  /** Whether what was committed then comes back for sure. */
  synchronized boolean comesBack(long committedMillis) {
    return isClockRight
        && committedMillis > since
        && committedMillis > clock.millis() - most.toMillis();
  }
}

package dev.firn.node.listen;

import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * How much of the next request's head one connection has brought, and since when. What comes while
 * a request is in hand is that one's body, which is bounded elsewhere. One thread.
 */
final class HeadWatch {
  private final long mostBytes;
  private final long mostNanos;
  private final HeadCrumbs crumbs = new HeadCrumbs();
  private boolean isInHand;
  private long bytes;
  private long begun;

  HeadWatch(HeadLimits limits) {
    this.mostBytes = limits.bytes();
    this.mostNanos = limits.time().toNanos();
  }

  /**
   * What is to be read next; nothing while more is to come first.
   *
   * @param now in {@link System#nanoTime()}
   */
  Optional<ByteString> received(ByteString piece, long now) {
    if (isInHand) {
      return Optional.of(piece);
    }
    if (bytes == 0) {
      begun = now;
    }
    bytes += piece.size();
    return crumbs.add(piece);
  }

  /** Where more has to come, although the head should have ended by now. */
  boolean isOverdue(long now) {
    return bytes > mostBytes || (bytes > 0 && now - begun > mostNanos);
  }

  /** The head has ended, its request is in hand. */
  void ended() {
    isInHand = true;
    bytes = 0;
    crumbs.clear();
  }

  void answered() {
    isInHand = false;
  }
}

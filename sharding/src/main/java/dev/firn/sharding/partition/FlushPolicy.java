package dev.firn.sharding.partition;

import java.time.Duration;
import java.util.Optional;

/**
 * When a partition flushes: at the age limit or the event limit, whichever is first; under load not
 * more often than the pause allows, so that files grow instead of multiplying, but always before
 * the rows outgrow what one file writer may hold.
 *
 * @param maxAge of the oldest row
 * @param minPause between two flushes that the event limit asks for
 * @param maxOpenedBytes decompressed size of the rows of one file
 */
record FlushPolicy(Duration maxAge, long maxEvents, Duration minPause, long maxOpenedBytes) {

  /**
   * How long to wait until the next flush; zero for at once, empty where there is nothing to flush.
   *
   * @param age of the oldest row, milliseconds
   * @param sinceFlush time since this partition last began a flush, milliseconds
   * @param jitter 0 to 1, fixed for a partition, spreads the age limit over its last tenth
   * @param requested whether somebody waits for the rows to be committed
   */
  Optional<Duration> next(
      Unwritten unwritten, long age, long sinceFlush, double jitter, boolean requested) {
    if (unwritten.isNothing()) {
      return Optional.empty();
    }
    if (requested || unwritten.openedBytes() >= maxOpenedBytes / 2) {
      return Optional.of(Duration.ZERO);
    }
    long wait = (long) (maxAge.toMillis() * (1 - jitter / 10)) - age;
    if (unwritten.rows() >= maxEvents) {
      wait = Math.min(wait, minPause.toMillis() - sinceFlush);
    }
    return Optional.of(Duration.ofMillis(Math.max(0, wait)));
  }
}

package dev.firn.sharding.partition;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A partition's turn at writing a file: wanted, waited for, held, given back. Transient; owned by
 * the partition's actor. Times are milliseconds of a clock that never jumps.
 */
final class FlushTurn {
  private static final Duration FIRST_RETRY = Duration.ofMillis(300);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final FlushGate gate;
  private FlushGate.Ticket ticket = new FlushGate.Ticket(() -> {});
  private boolean isWanted;
  private int failures;
  private long lastFlushAt = Long.MIN_VALUE / 2;
  private long notBefore = Long.MIN_VALUE;

  FlushTurn(FlushGate gate) {
    this.gate = gate;
  }

  boolean isWanted() {
    return isWanted;
  }

  void request(Runnable granted) {
    isWanted = true;
    ticket = new FlushGate.Ticket(granted);
    gate.request(ticket);
  }

  void begin(long now) {
    lastFlushAt = now;
  }

  void succeeded() {
    failures = 0;
    release();
  }

  /** Gives the turn back and answers how long to wait before the next. */
  Duration failed(long now) {
    failures++;
    release();
    long bound =
        Math.min(LONGEST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(failures - 1, 16));
    long wait = bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1);
    notBefore = now + wait;
    return Duration.ofMillis(wait);
  }

  /** Gives the turn back; the next is not wanted before a while. */
  void park(long now, Duration wait) {
    release();
    notBefore = now + wait.toMillis();
  }

  void release() {
    isWanted = false;
    gate.release(ticket);
  }

  long lastFlushAt() {
    return lastFlushAt;
  }

  /** After a failure, the next turn is not wanted before this time. */
  long notBefore() {
    return notBefore;
  }
}

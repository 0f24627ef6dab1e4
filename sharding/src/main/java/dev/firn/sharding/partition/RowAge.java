package dev.firn.sharding.partition;

/**
 * How long the oldest row that no file holds has been waiting, by a clock that never jumps. What
 * was accepted is recorded by the wall clock; that counts once, when an append becomes the oldest,
 * and no jump of it can make a row wait much longer than the age limit, or look older than it.
 * Transient; owned by the partition's actor.
 */
final class RowAge {
  private final long maxAgeMillis;
  private long append;
  private long since;

  RowAge(long maxAgeMillis) {
    this.maxAgeMillis = maxAgeMillis;
  }

  void forget() {
    append = 0;
  }

  /**
   * Milliseconds.
   *
   * @param now wall clock, milliseconds since the epoch
   * @param ticks milliseconds of the clock that never jumps
   */
  long of(Unwritten unwritten, long now, long ticks) {
    if (unwritten.isNothing()) {
      forget();
      return 0;
    }
    if (unwritten.oldestAppend() != append) {
      long age = now - unwritten.oldestAcceptedAt();
      append = unwritten.oldestAppend();
      since = ticks - Math.max(0, Math.min(age, maxAgeMillis));
    }
    return ticks - since;
  }
}

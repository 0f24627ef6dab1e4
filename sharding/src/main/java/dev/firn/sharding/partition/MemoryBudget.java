package dev.firn.sharding.partition;

import java.util.concurrent.atomic.AtomicLong;

/** Heap that the partitions of a node may hold for what they cannot let go of. Thread-safe. */
public final class MemoryBudget {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit bytes
   */
  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  /** Replaces what a holder said before by what it holds now. */
  void change(long before, long now) {
    held.addAndGet(now - before);
  }

  boolean isExhausted() {
    return held.get() > limit;
  }

  /** Bytes held. */
  public long held() {
    return held.get();
  }

  public long limit() {
    return limit;
  }
}

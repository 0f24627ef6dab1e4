package dev.firn.node.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes true by itself, at most a minute. */
public final class Until {
  private Until() {}

  /** What is waited for. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  public static void until(Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("The condition did not come true");
      }
      LockSupport.parkNanos(50_000_000);
    }
  }
}

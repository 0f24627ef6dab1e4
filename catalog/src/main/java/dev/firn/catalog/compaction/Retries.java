package dev.firn.catalog.compaction;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * How often and after what pauses a commit is attempted again: full jitter below a bound that
 * doubles.
 */
public record Retries(int most, Duration first, Duration longest) {
  public static final Retries USUAL =
      new Retries(12, Duration.ofMillis(300), Duration.ofSeconds(30));

  public boolean mayRetry(int retry) {
    return retry < most;
  }

  public void pause(int retry) {
    long bound = Math.min(longest.toNanos(), first.toNanos() << Math.min(retry, 20));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound + 1));
  }
}

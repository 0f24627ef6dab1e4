package dev.firn.ops.send;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: exponential with full jitter, never too early. */
record BackOff(Duration first, Duration longest) {

  /**
   * @param failures attempts that failed so far, at least 1
   * @param notBefore what the node asked for; the jitter is added, so that not all come at once
   */
  Duration delay(int failures, Duration notBefore, RandomGenerator random) {
    int doublings = Math.min(failures - 1, 20);
    long ceiling = Math.min(first.toNanos() << doublings, longest.toNanos());
    return notBefore.plusNanos(random.nextLong(ceiling + 1));
  }
}

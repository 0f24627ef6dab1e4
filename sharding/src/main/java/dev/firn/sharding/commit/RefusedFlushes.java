package dev.firn.sharding.commit;

import java.time.Duration;
import java.util.Set;

/**
 * Files that a partition was told to write anew.
 *
 * @param at when it was told last, milliseconds since the epoch
 */
public record RefusedFlushes(String partition, Set<String> flushIds, long at) {
  public RefusedFlushes {
    flushIds = Set.copyOf(flushIds);
  }

  boolean isOlderThan(Duration time, long now) {
    return at + time.toMillis() < now;
  }
}

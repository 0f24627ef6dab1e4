package dev.firn.sharding.commit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Partitions whose first file does not follow on what is in the table: one before it is missing,
 * and nothing of theirs can be added. While a partition writes a refused file anew that is so for a
 * moment; what lasts is worth telling.
 */
final class MissingFiles {
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private final Map<String, Trouble> gaps = new LinkedHashMap<>();

  void clear() {
    gaps.clear();
  }

  void remove(String partition) {
    gaps.remove(partition);
  }

  /** Whether it is news that this partition lacks one. */
  boolean see(String partition, String reason, long now) {
    Trouble gap = gaps.computeIfAbsent(partition, name -> new Trouble());
    boolean isNews = !gap.isThere();
    gap.arise(reason, now);
    return isNews;
  }

  /** The first that has lasted. */
  Optional<Trouble> trouble(long now) {
    return gaps.values().stream().filter(gap -> gap.hasLasted(MOMENT, now)).findFirst();
  }
}

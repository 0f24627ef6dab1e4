package dev.firn.bench.crash;

import dev.firn.bench.load.Workload;
import java.time.Duration;
import java.util.List;

/**
 * One crash run.
 *
 * @param eventsPerSecond 0 for flat out
 * @param shortestLife of a node, from ready to kill; the moment is random
 * @param settings of the node, each as {@code -Dkey=value}
 */
public record CrashPlan(
    Workload workload,
    int kills,
    double eventsPerSecond,
    int connections,
    Duration shortestLife,
    Duration longestLife,
    List<String> settings) {

  public CrashPlan {
    settings = List.copyOf(settings);
    if (kills < 0 || connections < 1 || longestLife.compareTo(shortestLife) <= 0) {
      throw new IllegalArgumentException("Out of range: kills or connections or lives");
    }
  }

  Duration longestLoad() {
    // Restarts take their time as well; the load is stopped when the last life has ended.
    return longestLife.plusMinutes(5).multipliedBy(kills + 1L);
  }
}

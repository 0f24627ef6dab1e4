package dev.firn.bench.faults;

import dev.firn.bench.load.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One run of the harness.
 *
 * @param eventsPerSecond 0 for flat out
 * @param seed of everything that is drawn
 * @param settings of the node, each as {@code -Dkey=value}
 */
record RunSettings(
    Path folder,
    Duration duration,
    Workload workload,
    double eventsPerSecond,
    int connections,
    long seed,
    List<String> settings) {
  RunSettings {
    settings = List.copyOf(settings);
  }
}

package dev.firn.bench.faults;

import dev.firn.bench.faults.lake.CatalogKind;
import dev.firn.bench.load.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of the harness.
 *
 * @param catalog that the node is tried with
 * @param eventsPerSecond 0 for flat out
 * @param seed of everything that is drawn
 * @param settings of the node, each as {@code -Dkey=value}
 */
record RunSettings(
    CatalogKind catalog,
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

  /** The same, with settings that those of the user override. */
  RunSettings preceded(List<String> defaults) {
    return new RunSettings(
        catalog,
        folder,
        duration,
        workload,
        eventsPerSecond,
        connections,
        seed,
        Stream.concat(defaults.stream(), settings.stream()).toList());
  }
}

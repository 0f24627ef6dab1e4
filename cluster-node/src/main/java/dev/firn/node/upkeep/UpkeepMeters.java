package dev.firn.node.upkeep;

import dev.firn.node.upkeep.StepReport.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** {@code firn.upkeep.*}. */
final class UpkeepMeters {
  /** Figures of a look at the metadata that are metrics: they stay flat while upkeep does. */
  private static final List<String> SIZES =
      List.of("snapshots", "manifests", "versions", "metadataBytes", "manifestListBytes");

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> sizes = new ConcurrentHashMap<>();

  UpkeepMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Step step : Step.values()) {
      for (State state : State.values()) {
        runs(step, state);
      }
    }
  }

  private Timer runs(Step step, State state) {
    return Timer.builder("firn.upkeep")
        .description("Steps of upkeep; one that failed is taken again later")
        .tag("step", step.word())
        .tag("outcome", state.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void taken(StepReport report) {
    runs(report.step(), report.state()).record(report.took());
    if (report.state() == State.FAILED) {
      return;
    }
    for (String name : report.step().savings()) {
      saved(report, name).increment((double) report.result().figure(name));
    }
    if (report.step() == Step.METADATA) {
      SIZES.forEach(name -> size(report.table(), name).set(report.result().figure(name)));
    }
  }

  private Counter saved(StepReport report, String name) {
    return Counter.builder("firn.upkeep.saved")
        .description("What upkeep has taken away: snapshots, files, manifests, bytes of files")
        .tag("table", report.table())
        .tag("step", report.step().word())
        .tag("what", name)
        .register(registry);
  }

  private AtomicLong size(String table, String name) {
    return sizes.computeIfAbsent(
        table + " " + name,
        key -> {
          AtomicLong value = new AtomicLong();
          Gauge.builder("firn.table.metadata", value, AtomicLong::get)
              .description("The table's metadata as last looked at")
              .tag("table", table)
              .tag("what", name)
              .strongReference(true)
              .register(registry);
          return value;
        });
  }
}

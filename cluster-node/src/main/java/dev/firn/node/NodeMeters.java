package dev.firn.node;

import dev.firn.catalog.table.EventTable;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.cluster.BufferShare;
import dev.firn.sharding.cluster.Committers;
import dev.firn.sharding.cluster.ShardedBuffers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

/** What is measured by looking, when Prometheus asks. */
final class NodeMeters {
  private NodeMeters() {}

  static void buffers(ShardedBuffers buffers, MeterRegistry registry) {
    share("events", buffers.events(), registry);
    share("events_rejected", buffers.rejected(), registry);
    Gauge.builder("firn.buffers.flushes.queued", buffers, ShardedBuffers::flushesQueued)
        .description("Flushes waiting")
        .register(registry);
  }

  private static void share(String table, BufferShare share, MeterRegistry registry) {
    Share gauges = new Share(table, share, registry);
    gauges.add("partitions", "Partitions that are awake", it -> it.awake().count());
    gauges.add("rows", "Events not yet in the table", it -> it.awake().rows());
    gauges.add("bytes", "Their size as journaled", it -> it.awake().bytes());
    gauges.add("stuck", "Partitions that stand still", it -> it.awake().stuck().size());
    gauges.add("cache.bytes", "Heap held by batches", it -> it.cache().bytes());
    gauges.add("memory.bytes", "Heap held by ids", it -> it.memory().held());
  }

  private record Share(String table, BufferShare share, MeterRegistry registry) {
    void add(String name, String description, ToDoubleFunction<BufferShare> value) {
      Gauge.builder("firn.buffers." + name, share, value)
          .description(description)
          .tag("table", table)
          .register(registry);
    }
  }

  /** How often manifests were read from memory, of all tables together. */
  static void manifests(EventTable table, MeterRegistry registry) {
    String name = "firn.metadata.cache.";
    FunctionCounter.builder(name + "hits", table, it -> it.cached().hits())
        .description("Reads of manifests and manifest lists that needed no request to the store")
        .register(registry);
    FunctionCounter.builder(name + "misses", table, it -> it.cached().misses())
        .description("Reads of manifests and manifest lists from the store")
        .register(registry);
    Gauge.builder(name + "bytes", table, it -> it.cached().bytes())
        .description("Manifests and manifest lists in memory")
        .register(registry);
  }

  /** How the committers of this node stand. */
  static void commits(Committers committers, MeterRegistry registry) {
    gauge(
        "parked.now",
        "Committers that wait for an operator",
        committers,
        status -> status.phase() == Phase.PARKED ? 1 : 0,
        registry);
    gauge(
        "undecided.seconds",
        "For how long a commit has been of unknown fate",
        committers,
        NodeMeters::undecidedSeconds,
        registry);
    gauge(
        "pending.files",
        "Data files that wait for a commit",
        committers,
        CommitterStatus::pendingFiles,
        registry);
    gauge(
        "settling.ledgers",
        "Commits that are watched for a rollback",
        committers,
        CommitterStatus::settlingLedgers,
        registry);
    gauge(
        "lost.ledgers",
        "Of these, commits that are to be added again",
        committers,
        CommitterStatus::lostLedgers,
        registry);
  }

  private static double undecidedSeconds(CommitterStatus status) {
    boolean isOpen = status.phase() == Phase.UNDECIDED || status.phase() == Phase.PARKED;
    return isOpen
        ? status
            .troubleSince()
            .map(since -> Duration.between(since, Instant.now()).toMillis() / 1000.0)
            .orElse(0.0)
        : 0;
  }

  private static void gauge(
      String name,
      String description,
      Committers committers,
      ToDoubleFunction<CommitterStatus> value,
      MeterRegistry registry) {
    Gauge.builder(
            "firn.commit." + name, committers, all -> all.own().stream().mapToDouble(value).sum())
        .description(description)
        .register(registry);
  }

  /**
   * Memory, threads, processor and collections of the virtual machine.
   *
   * @return to be closed with the node
   */
  static JvmGcMetrics machine(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    JvmGcMetrics collections = new JvmGcMetrics();
    collections.bindTo(registry);
    return collections;
  }
}

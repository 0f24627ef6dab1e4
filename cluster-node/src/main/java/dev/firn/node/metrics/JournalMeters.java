package dev.firn.node.metrics;

import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What the journal says of itself, read when Prometheus asks. */
public final class JournalMeters {
  private JournalMeters() {}

  public static void register(JournalHealth journal, MeterRegistry registry) {
    gauge(
        "bytes.on.disk",
        "Size of the journal's files",
        journal,
        JournalStatus::bytesOnDisk,
        registry);
    gauge(
        "live.bytes",
        "Events that are in no committed file",
        journal,
        JournalStatus::liveBytes,
        registry);
    gauge(
        "queued.bytes",
        "Appends waiting for the disk",
        journal,
        JournalStatus::queuedBytes,
        registry);
    gauge(
        "queued.appends",
        "Appends waiting for the disk",
        journal,
        JournalStatus::queuedAppends,
        registry);
    gauge("writable", "1 while new events are taken", journal, JournalMeters::writable, registry);
    counter("appends", "Appends", journal, status -> status.counters().appends(), registry);
    counter(
        "syncs", "Writes forced to disk", journal, status -> status.counters().syncs(), registry);
    counter("bytes", "Bytes written", journal, status -> status.counters().bytes(), registry);
    counter("refused", "Appends refused", journal, status -> status.counters().refused(), registry);
    counter(
        "failures",
        "Failed writes, syncs, flushes and compactions; each made the journal read-only",
        journal,
        status -> status.counters().failures(),
        registry);
    counter(
        "reopened",
        "Openings after a failure, once there was room",
        journal,
        status -> status.counters().reopened(),
        registry);
    counter(
        "damaged.reads",
        "Reads that found stored bytes damaged or missing",
        journal,
        JournalStatus::damagedReads,
        registry);
  }

  private static double writable(JournalStatus status) {
    return status.isWritable() ? 1 : 0;
  }

  private static void gauge(
      String name,
      String description,
      JournalHealth journal,
      ToDoubleFunction<JournalStatus> value,
      MeterRegistry registry) {
    Gauge.builder("firn.journal." + name, journal, health -> value.applyAsDouble(health.status()))
        .description(description)
        .register(registry);
  }

  private static void counter(
      String name,
      String description,
      JournalHealth journal,
      ToDoubleFunction<JournalStatus> value,
      MeterRegistry registry) {
    FunctionCounter.builder(
            "firn.journal." + name, journal, health -> value.applyAsDouble(health.status()))
        .description(description)
        .register(registry);
  }
}

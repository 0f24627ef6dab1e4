package dev.firn.node.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What becomes of posted events. Everything here is counted once a request, not once an event. */
public final class IngestMetrics {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter duplicates;
  private final DistributionSummary batchEvents;
  private final DistributionSummary batchBytes;
  private final Timer answered;
  private final Map<String, Counter> rejected = new ConcurrentHashMap<>();
  private final Map<String, Counter> refused = new ConcurrentHashMap<>();

  public IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.accepted = events("accepted");
    this.duplicates = events("duplicate");
    this.batchEvents =
        DistributionSummary.builder("firn.ingest.batch.events")
            .description("Events in a request")
            .serviceLevelObjectives(1, 10, 100, 1_000, 5_000)
            .register(registry);
    this.batchBytes =
        DistributionSummary.builder("firn.ingest.batch.bytes")
            .description("Bytes of a request's rows as they are journaled, before compression")
            .baseUnit("bytes")
            .serviceLevelObjectives(1_024, 16_384, 131_072, 1_048_576, 5_242_880)
            .register(registry);
    this.answered =
        Timer.builder("firn.ingest.request")
            .description("Time from a request's head to its answer, requests that stored events")
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(75),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5))
            .register(registry);
  }

  private Counter events(String outcome) {
    return Counter.builder("firn.ingest.events")
        .description("Events by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  /**
   * A body was read and decoded.
   *
   * @param bytes of the rows that came of it
   */
  public void decoded(int events, long bytes) {
    batchEvents.record(events);
    batchBytes.record((double) bytes);
  }

  /** A request was answered with what was stored. */
  public void stored(int acceptedEvents, int duplicateEvents, long nanos) {
    accepted.increment(acceptedEvents);
    duplicates.increment(duplicateEvents);
    answered.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** One event was not taken. */
  public void rejected(String reason) {
    rejected
        .computeIfAbsent(
            reason,
            word ->
                Counter.builder("firn.ingest.rejected")
                    .description("Events not taken, by reason")
                    .tag("reason", word)
                    .register(registry))
        .increment();
  }

  /** A whole request got nothing. */
  public void refused(String reason) {
    refused.computeIfAbsent(reason, word -> refused(word, registry)).increment();
  }

  /**
   * A request got nothing before anybody knew what it wanted. Whoever finds that knows no node, so
   * it is counted by all registries of the process: a node's is one of the {@link Metrics}.
   */
  public static void refusedUnread(String reason) {
    refused(reason, Metrics.globalRegistry).increment();
  }

  private static Counter refused(String reason, MeterRegistry registry) {
    return Counter.builder("firn.ingest.refused")
        .description("Requests not taken, by reason")
        .tag("reason", reason)
        .register(registry);
  }
}

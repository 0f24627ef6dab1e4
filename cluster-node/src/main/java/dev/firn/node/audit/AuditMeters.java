package dev.firn.node.audit;

import dev.firn.catalog.audit.Check;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** {@code firn.audit.*}. */
final class AuditMeters {
  private final MeterRegistry registry;
  private final Timer rounds;
  private final Counter failed;
  private final Counter rows;

  AuditMeters(MeterRegistry registry) {
    this.registry = registry;
    this.rounds =
        Timer.builder("firn.audit").description("Time of an audit's round").register(registry);
    this.failed =
        Counter.builder("firn.audit.failed")
            .description("Rounds that could not look at everything")
            .register(registry);
    this.rows =
        Counter.builder("firn.audit.rows")
            .description("Committed rows that were compared with the table")
            .register(registry);
  }

  void watch(
      KnownFindings findings, IntSupplier waiting, Supplier<Optional<BackgroundAudit.Last>> last) {
    for (Check check : Check.values()) {
      Gauge.builder("firn.audit.findings", findings, known -> known.count(check))
          .description("What is off, by check")
          .tag("check", check.label())
          .register(registry);
    }
    Gauge.builder("firn.audit.waiting", waiting, IntSupplier::getAsInt)
        .description("Changed partitions that were not looked at yet")
        .strongReference(true)
        .register(registry);
    Gauge.builder("firn.audit.age", last, AuditMeters::age)
        .description("Time since the last round that looked at what changed")
        .strongReference(true)
        .baseUnit("seconds")
        .register(registry);
  }

  private static double age(Supplier<Optional<BackgroundAudit.Last>> last) {
    return last.get()
        .map(round -> Duration.between(round.at(), Instant.now()).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }

  void took(Duration time) {
    rounds.record(time);
  }

  void failed() {
    failed.increment();
  }

  void compared(long committedRows) {
    rows.increment((double) committedRows);
  }
}

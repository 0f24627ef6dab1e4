package dev.firn.node.audit;

import dev.firn.catalog.audit.AuditReport.Unasked;
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

/** {@code firn.audit.*} of one table. */
final class AuditMeters {
  private static final String TABLE = "table";

  private final String table;
  private final MeterRegistry registry;
  private final Timer rounds;
  private final Counter failed;
  private final Counter rows;

  AuditMeters(String table, MeterRegistry registry) {
    this.table = table;
    this.registry = registry;
    this.rounds =
        Timer.builder("firn.audit")
            .description("Time of an audit's round")
            .tag(TABLE, table)
            .register(registry);
    this.failed =
        Counter.builder("firn.audit.failed")
            .description("Rounds that could not look at everything")
            .tag(TABLE, table)
            .register(registry);
    this.rows =
        Counter.builder("firn.audit.rows")
            .description("Committed rows that were compared with the table")
            .tag(TABLE, table)
            .register(registry);
  }

  void watch(
      KnownFindings findings, IntSupplier waiting, Supplier<Optional<TableRounds.Last>> last) {
    for (Check check : Check.values()) {
      Gauge.builder("firn.audit.findings", findings, known -> known.count(check))
          .description("What is off, by check")
          .tag("check", check.label())
          .tag(TABLE, table)
          .register(registry);
    }
    Gauge.builder("firn.audit.unasked", findings, known -> unasked(known.unasked()))
        .description("Partitions and committers that did not answer the audit")
        .tag(TABLE, table)
        .register(registry);
    Gauge.builder("firn.audit.waiting", waiting, IntSupplier::getAsInt)
        .description("Changed partitions that were not looked at yet")
        .tag(TABLE, table)
        .strongReference(true)
        .register(registry);
    Gauge.builder("firn.audit.age", last, AuditMeters::age)
        .description("Time since the last round that looked at what changed")
        .tag(TABLE, table)
        .strongReference(true)
        .baseUnit("seconds")
        .register(registry);
  }

  private static double unasked(Unasked unasked) {
    return unasked.partitions().size() + (unasked.committer() ? 1 : 0);
  }

  private static double age(Supplier<Optional<TableRounds.Last>> last) {
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

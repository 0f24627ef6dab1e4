package dev.firn.node.schema;

import dev.firn.catalog.evolution.SchemaChange;
import dev.firn.catalog.promotion.Misfits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** {@code firn.schema.*}. There are as many columns as operators have promoted. */
public final class SchemaMeters {
  private final MeterRegistry registry;
  private final Counter lookFailed;

  public SchemaMeters(MeterRegistry registry) {
    this.registry = registry;
    this.lookFailed =
        Counter.builder("firn.schema.look.failed")
            .description("Looks whether the table has other columns or rules that failed")
            .register(registry);
  }

  /**
   * Counts values that do not fit promoted columns.
   *
   * @param at which work finds them
   */
  public Misfits misfits(String at) {
    return (column, count) ->
        Counter.builder("firn.schema.misfits")
            .description("Values that do not fit their promoted column: null there, kept in data")
            .tag("column", column)
            .tag("at", at)
            .register(registry)
            .increment((double) count);
  }

  void changed(SchemaChange change) {
    Counter.builder("firn.schema.changes")
        .description("Changes of the table's schema that were ordered from this node")
        .tag("change", change.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  void lookFailed() {
    lookFailed.increment();
  }
}

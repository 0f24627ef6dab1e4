package dev.firn.node.schema;

import dev.firn.catalog.evolution.SchemaChange;
import dev.firn.catalog.evolution.SchemaEvolution;
import dev.firn.catalog.evolution.SchemaRefusedException;
import dev.firn.catalog.evolution.TableSchema;
import dev.firn.catalog.settings.SchemaEvolutionSettings;
import dev.firn.catalog.suggestion.FieldSample;
import dev.firn.catalog.suggestion.Suggestions;
import dev.firn.catalog.table.EventTable;
import dev.firn.events.FailureText;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of the table of events, changed on this node's threads, and looked at again and again,
 * because other nodes and other clients change it too. Nothing has to agree on the moment: files of
 * before and after a change are in the table side by side.
 */
public final class TableEvolution implements SchemaDesk {
  private static final Logger LOG = LoggerFactory.getLogger(TableEvolution.class);

  private final EventTable table;
  private final SchemaEvolution evolution;
  private final SchemaEvolutionSettings settings;
  private final Executor threads;
  private final Executor scanThreads;
  private final SchemaMeters meters;
  private final AtomicBoolean isLooking = new AtomicBoolean();

  /**
   * @param threads for what asks the catalog
   * @param scanThreads for what reads files
   */
  public TableEvolution(
      EventTable table,
      SchemaEvolutionSettings settings,
      Executor threads,
      Executor scanThreads,
      SchemaMeters meters) {
    this.table = table;
    this.evolution = new SchemaEvolution(table);
    this.settings = settings;
    this.threads = threads;
    this.scanThreads = scanThreads;
    this.meters = meters;
  }

  /** Begins to look, until the system ends. */
  public void start(ActorSystem<?> system) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            settings.lookInterval(),
            settings.lookInterval(),
            this::look,
            system.executionContext());
  }

  /** One look at a time: where the catalog is slow, no more are begun. */
  private void look() {
    if (isLooking.compareAndSet(false, true)) {
      threads.execute(
          () -> {
            try {
              table.look();
            } catch (RuntimeException e) {
              meters.lookFailed();
              LOG.debug("{} could not be looked at", table.name(), e);
            } finally {
              isLooking.set(false);
            }
          });
    }
  }

  @Override
  public CompletionStage<TableSchema> schema() {
    return CompletableFuture.supplyAsync(evolution::read, threads);
  }

  @Override
  public CompletionStage<TableSchema> rehearse(SchemaChange change) {
    return ifEnabled(() -> evolution.rehearse(change));
  }

  @Override
  public CompletionStage<TableSchema> change(SchemaChange change) {
    return ifEnabled(
        () -> {
          TableSchema changed = evolution.order(change);
          meters.changed(change);
          goBy();
          return changed;
        });
  }

  @Override
  public CompletionStage<Suggestions> suggest(Optional<String> eventType, int limit) {
    FieldSample sample = new FieldSample(table);
    return CompletableFuture.supplyAsync(() -> sample.take(eventType, limit), scanThreads);
  }

  /** The change is made; that this node has not seen it yet is no failure of it. */
  private void goBy() {
    try {
      table.look();
    } catch (RuntimeException e) {
      LOG.info("{} is looked at later: {}", table.name(), FailureText.of(e));
    }
  }

  private CompletionStage<TableSchema> ifEnabled(Supplier<TableSchema> work) {
    return settings.enabled()
        ? CompletableFuture.supplyAsync(work, threads)
        : CompletableFuture.failedFuture(
            new SchemaRefusedException(
                "Schema evolution is off here (firn.table.schema-evolution.enabled,"
                    + " ENABLE_SCHEMA_EVOLUTION)"));
  }
}

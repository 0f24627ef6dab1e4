package dev.firn.node.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds through all steps that are taken by themselves, of all tables: one at a time, however long
 * it takes.
 */
final class BackgroundUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundUpkeep.class);

  private final List<TableUpkeep> tables;
  private final Duration interval;
  private final BooleanSupplier isItsTurn;
  private final Executor threads;
  private final InstantSource clock;
  private final AtomicBoolean isRunning = new AtomicBoolean();
  private volatile Instant next;

  BackgroundUpkeep(
      List<TableUpkeep> tables,
      Duration interval,
      BooleanSupplier isItsTurn,
      Executor threads,
      InstantSource clock) {
    this.tables = tables;
    this.interval = interval;
    this.isItsTurn = isItsTurn;
    this.threads = threads;
    this.clock = clock;
    this.next = clock.instant().plus(interval);
  }

  /** Begins a round unless one runs or it is another node's turn. Called once in each interval. */
  void begin() {
    next = clock.instant().plus(interval);
    if (!isItsTurn.getAsBoolean() || !isRunning.compareAndSet(false, true)) {
      return;
    }
    try {
      threads.execute(this::round);
    } catch (RuntimeException e) {
      isRunning.set(false);
      LOG.warn("A round of upkeep could not begin; the next one will", e);
    }
  }

  private void round() {
    try {
      for (Step step : Step.values()) {
        if (step.isInBackground()) {
          tables.forEach(table -> table.run(step, false));
        }
      }
    } finally {
      isRunning.set(false);
    }
  }

  boolean isItsTurn() {
    return isItsTurn.getAsBoolean();
  }

  /** When a step is taken next by itself, as far as is known now. */
  Optional<Instant> next(Step step) {
    return step.isInBackground() && isItsTurn() ? Optional.of(next) : Optional.empty();
  }
}

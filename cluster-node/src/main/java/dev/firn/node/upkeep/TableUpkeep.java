package dev.firn.node.upkeep;

import dev.firn.catalog.upkeep.StepResult;
import dev.firn.events.FailureText;
import dev.firn.node.upkeep.StepReport.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of one table, and what became of each. One that fails keeps nothing else from being
 * done. Each is taken by one thread at a time, whoever wants it. Thread-safe.
 */
final class TableUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(TableUpkeep.class);

  private final String table;
  private final Map<Step, StepWork> works;
  private final Map<Step, Lock> locks = new EnumMap<>(Step.class);
  private final Map<Step, StepStanding> standings = new EnumMap<>(Step.class);
  private final UpkeepMeters meters;
  private final InstantSource clock;

  TableUpkeep(String table, Map<Step, StepWork> works, UpkeepMeters meters, InstantSource clock) {
    this.table = table;
    this.works = new EnumMap<>(works);
    this.meters = meters;
    this.clock = clock;
    for (Step step : works.keySet()) {
      locks.put(step, new ReentrantLock());
      standings.put(step, StepStanding.untouched(table, step));
    }
  }

  /** Takes a step; whatever comes of it is in the report. */
  StepReport run(Step step, boolean isDryRun) {
    Lock lock = locks.get(step);
    StepWork work = works.get(step);
    if (lock == null || work == null) {
      throw new IllegalArgumentException(table + " has no step " + step.word());
    }
    lock.lock();
    try {
      StepReport report = report(step, work, isDryRun);
      if (!isDryRun) {
        remember(report);
      }
      return report;
    } finally {
      lock.unlock();
    }
  }

  private StepReport report(Step step, StepWork work, boolean isDryRun) {
    Instant began = clock.instant();
    try {
      StepResult result = work.run(isDryRun);
      return new StepReport(table, step, State.DONE, isDryRun, began, since(began), result);
    } catch (RuntimeException | Error e) {
      LOG.warn("upkeep failed table={} step={}; it is taken again, later", table, step.word(), e);
      return new StepReport(
          table,
          step,
          State.FAILED,
          isDryRun,
          began,
          since(began),
          new StepResult(Map.of(), FailureText.of(e)));
    }
  }

  private Duration since(Instant began) {
    return Duration.between(began, clock.instant());
  }

  private synchronized void remember(StepReport report) {
    standings.computeIfPresent(report.step(), (step, standing) -> standing.after(report));
    meters.taken(report);
    if (report.step().savings().stream().anyMatch(name -> report.result().figure(name) > 0)) {
      LOG.info(
          "upkeep table={} step={} ms={} {}",
          table,
          report.step().word(),
          report.took().toMillis(),
          report.result().figures());
    }
  }

  synchronized List<StepStanding> standings() {
    return List.copyOf(standings.values());
  }
}

package dev.firn.node.upkeep;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a step of a table stands on this node.
 *
 * @param last how it was taken last; a rehearsal does not count
 * @param runs since the node started, and how many of them failed
 * @param saved all in all since then, by the names of the figures
 * @param next when it comes next by itself; empty where somebody has to order it, or another node
 *     does it
 */
public record StepStanding(
    String table,
    Step step,
    Optional<StepReport> last,
    long runs,
    long failures,
    Map<String, Long> saved,
    Optional<Instant> next) {
  public StepStanding {
    saved = new TreeMap<>(saved);
  }

  static StepStanding untouched(String table, Step step) {
    return new StepStanding(table, step, Optional.empty(), 0, 0, Map.of(), Optional.empty());
  }

  StepStanding after(StepReport report) {
    boolean isDone = report.state() == StepReport.State.DONE;
    Map<String, Long> sum = new TreeMap<>(saved);
    if (isDone) {
      step.savings().forEach(name -> sum.merge(name, report.result().figure(name), Long::sum));
    }
    return new StepStanding(
        table, step, Optional.of(report), runs + 1, failures + (isDone ? 0 : 1), sum, next);
  }

  StepStanding expecting(Optional<Instant> moment) {
    return new StepStanding(table, step, last, runs, failures, saved, moment);
  }
}

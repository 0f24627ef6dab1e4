package dev.firn.node.upkeep;

import dev.firn.catalog.upkeep.StepResult;
import java.time.Duration;
import java.time.Instant;

/**
 * What became of a step.
 *
 * @param at when it began
 */
public record StepReport(
    String table,
    Step step,
    State state,
    boolean isDryRun,
    Instant at,
    Duration took,
    StepResult result) {

  /** How it ended. */
  public enum State {
    DONE,
    FAILED
  }
}

package dev.firn.node.upkeep;

import java.util.List;

/**
 * How far a run is that was ordered.
 *
 * @param reports of the steps that were taken, in their order
 */
public record MaintenanceRun(boolean isOver, boolean isDryRun, List<StepReport> reports) {
  public MaintenanceRun {
    reports = List.copyOf(reports);
  }
}

package dev.firn.node.upkeep;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator orders.
 *
 * @param isDryRun whether only to find out what there is to do
 */
public record MaintenanceRequest(Set<Step> steps, boolean isDryRun) {
  public MaintenanceRequest {
    steps = Set.copyOf(steps);
  }

  /** All that are taken in the background. */
  public static MaintenanceRequest usual(boolean isDryRun) {
    EnumSet<Step> steps = EnumSet.allOf(Step.class);
    steps.removeIf(step -> !step.isInBackground());
    return new MaintenanceRequest(steps, isDryRun);
  }

  /** One step, by its word. */
  public static Optional<MaintenanceRequest> of(String word, boolean isDryRun) {
    return Step.of(word).map(step -> new MaintenanceRequest(Set.of(step), isDryRun));
  }
}

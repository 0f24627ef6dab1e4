package dev.firn.node.upkeep;

import dev.firn.catalog.upkeep.StepResult;

/** What is done in a step for one table. Blocking. */
@FunctionalInterface
interface StepWork {

  /**
   * Does it.
   *
   * @param isDryRun whether only to find out what there is to do
   * @throws RuntimeException when it could not be done; nothing is lost, it is done later
   */
  StepResult run(boolean isDryRun);
}

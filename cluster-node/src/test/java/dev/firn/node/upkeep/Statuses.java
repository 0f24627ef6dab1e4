package dev.firn.node.upkeep;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How committers stand. */
final class Statuses {
  private Statuses() {}

  static CommitterStatus open(Phase phase, long baseSequenceNumber) {
    return status(
        phase, 0, Optional.of(new OpenPlan(2, "c", 1, 1, 0, 1, Instant.EPOCH, baseSequenceNumber)));
  }

  static CommitterStatus losing(int ledgers) {
    return status(Phase.IDLE, ledgers, Optional.empty());
  }

  private static CommitterStatus status(Phase phase, int lost, Optional<OpenPlan> plan) {
    return new CommitterStatus(
        "uuid", phase, 1, 1, plan, Optional.empty(), Optional.empty(), 0, 0, 0, lost, List.of(), 0);
  }
}

package dev.firn.node.upkeep;

import dev.firn.catalog.compaction.ReplacedFiles.Deleted;
import dev.firn.catalog.upkeep.StepResult;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.function.Supplier;

/**
 * Forgets old snapshots. What an open commit may have to be looked for in is spared, and nothing
 * expires while a committer cannot be asked.
 */
final class ExpiryStep implements StepWork {
  private final Supplier<List<CommitterStatus>> committers;
  private final Means means;

  /**
   * What is done.
   *
   * @param keepRemovals writes down what snapshots tell of removed rows, before they go
   * @param due how many are older than a sequence number and would go
   * @param expire expires these, and says how many are gone
   * @param replaced files that went with them so far
   */
  record Means(
      Runnable keepRemovals,
      LongToIntFunction due,
      LongToIntFunction expire,
      Supplier<Deleted> replaced) {}

  ExpiryStep(Supplier<List<CommitterStatus>> committers, Means means) {
    this.committers = committers;
    this.means = means;
  }

  @Override
  public StepResult run(boolean isDryRun) {
    List<CommitterStatus> asked = committers.get();
    if (asked.stream().anyMatch(status -> status.phase() == Phase.UNREACHABLE)) {
      throw new IllegalStateException(
          "old snapshots stay for now: a committer that may need them does not answer");
    }
    long firstNeeded = firstNeeded(asked);
    if (isDryRun) {
      return StepResult.of("snapshots", means.due().applyAsInt(firstNeeded));
    }
    means.keepRemovals().run();
    Deleted before = means.replaced().get();
    int expired = means.expire().applyAsInt(firstNeeded);
    Deleted after = means.replaced().get();
    return StepResult.of("snapshots", expired)
        .and("files", after.files() - before.files())
        .and("bytes", after.bytes() - before.bytes());
  }

  /**
   * Sequence numbers of other tables only make it spare more; but a plan that waits for its table
   * to come back may wait for ever.
   */
  static long firstNeeded(List<CommitterStatus> committers) {
    return committers.stream()
        .filter(status -> status.phase() != Phase.REPLACED)
        .flatMap(status -> status.plan().stream())
        .mapToLong(OpenPlan::baseSequenceNumber)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}

package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left of a plan when some of its files can never be added. */
final class PlanAfterRefusal {
  private PlanAfterRefusal() {}

  /** What follows a refused file in its partition goes with it: marks move without gaps only. */
  static @Nullable Planned of(Planned open, Tombstoned event) {
    List<PlannedFile> rest =
        open.files().stream().filter(file -> !isRefused(open, event, file)).toList();
    return rest.isEmpty()
        ? null
        : new Planned(
            open.tableUuid(),
            open.ledger(),
            event.newCommitId(),
            rest,
            open.baseSnapshotId(),
            open.baseSequenceNumber(),
            open.again());
  }

  private static boolean isRefused(Planned open, Tombstoned event, PlannedFile file) {
    return open.files().stream()
        .anyMatch(
            refused ->
                event.flushIds().contains(refused.flushId())
                    && refused.partition().equals(file.partition())
                    && refused.epoch() == file.epoch()
                    && refused.from() <= file.from());
  }
}

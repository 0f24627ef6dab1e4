package dev.firn.node.history;

import dev.firn.catalog.history.AsOf;
import dev.firn.catalog.history.RollbackPreview;
import dev.firn.catalog.history.SnapshotDiff;
import dev.firn.catalog.history.SnapshotPage;
import dev.firn.catalog.history.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Where operators look at the history of the table of events and change it. A stage fails with
 * {@code NoSuchPointException} for a point that the table does not have, with {@code
 * HistoryRefusedException} for what cannot be done, and with {@code CommitStateUnknownException}
 * where nobody knows whether it was.
 */
public interface HistoryDesk {

  /** Newest first, with sequence numbers smaller than {@code before}. */
  CompletionStage<SnapshotPage> snapshots(int limit, long before);

  CompletionStage<List<Tag>> tags();

  /** Tags a snapshot, or changes how long its tag is kept. */
  CompletionStage<Tag> tag(String name, AsOf at, Optional<Duration> keep);

  CompletionStage<Void> untag(String name);

  CompletionStage<SnapshotDiff> diff(AsOf from, AsOf to);

  /** What a rollback would take out. */
  CompletionStage<RollbackPreview> rehearseRollback(AsOf to, OptionalLong through);

  /**
   * Sets the table back.
   *
   * @param through the newest snapshot that the operator has seen; commits after it come in again
   */
  CompletionStage<OrderedRollback> rollBack(AsOf to, OptionalLong through);
}

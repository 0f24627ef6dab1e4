package dev.firn.sharding;

import dev.firn.events.RowBlock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The buffers as the rest of a node sees them. Every call may be repeated; none blocks; no stage
 * fails for a reason that a caller could act on: what can happen is in the answer's type.
 */
public interface EventBuffers {

  /** Stores the rows that one request brought for one partition; answered when they are durable. */
  CompletionStage<StoreOutcome> store(RowBlock rows);

  /**
   * Stores all that one request brought, one block for each partition; answered block by block, in
   * the same order.
   */
  default List<CompletionStage<StoreOutcome>> storeAll(List<RowBlock> request) {
    return request.stream().map(this::store).toList();
  }

  /**
   * Takes in again what was rejected before, and what was taken in since not again; answered when
   * it is durable.
   *
   * @param rows of one partition, one block at least
   */
  CompletionStage<StoreOutcome> redrive(List<RowBlock> rows);

  /** Where an append is by now. */
  CompletionStage<Whereabouts> locate(Position position);

  /**
   * Asks for an early flush of the partition and answers when everything up to the position is in a
   * snapshot, or with what it has come to when patience runs out.
   */
  CompletionStage<Whereabouts> whenCommitted(Position position, Duration patience);

  /** The partitions of events that are awake, on any node that answers. */
  CompletionStage<List<PartitionStatus>> partitions();

  /** The partitions of dead letters that are awake, on any node that answers. */
  CompletionStage<List<PartitionStatus>> rejectedPartitions();

  /** The partitions of events that stand still on this node because they cannot be read. */
  CompletionStage<List<StuckPartition>> stuckPartitions();

  /** The partitions of dead letters that do. */
  CompletionStage<List<StuckPartition>> stuckRejectedPartitions();

  /**
   * What became of the rows that a partition took in; wakes one that sleeps. Fails where it does
   * not answer in time.
   */
  CompletionStage<PartitionAccount> account(String partition);

  /** The same of the dead letters that a partition's buffer of them took in. */
  CompletionStage<PartitionAccount> rejectedAccount(String partition);

  /** How the committers of all tables stand, and where in the cluster they run. */
  CompletionStage<List<PlacedCommitter>> placedCommitters();

  /** The same, wherever they run. */
  default CompletionStage<List<CommitterStatus>> committers() {
    return placedCommitters()
        .thenApply(placed -> placed.stream().map(PlacedCommitter::status).toList());
  }

  /**
   * Has the committer of a table look again at once at what it is parked or undecided on.
   *
   * @return how it stands while it looks; {@link CommitterStatus.Phase#UNREACHABLE} where it was
   *     not heard
   */
  CompletionStage<CommitterStatus> resumeCommitter(String tableUuid);

  /**
   * Tells the committer that an operator takes commits out of the table, or has done so: numbers
   * {@code from} to {@code through} are not watched any more, and not added again when they are
   * gone. Refused where there is nothing that could be let go of.
   */
  CompletionStage<RollbackAnswer> acceptRollback(String tableUuid, long from, long through);
}

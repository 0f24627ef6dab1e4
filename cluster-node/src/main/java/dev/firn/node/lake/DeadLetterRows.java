package dev.firn.node.lake;

import dev.firn.catalog.rejected.RejectedEvents;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.FlushedRows;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What the buffers of dead letters know those in the table by. All of a partition's, whatever their
 * append: what is in the table is there.
 */
final class DeadLetterRows implements FlushedRows {
  private final RejectedEvents rejected;
  private final Executor threads;

  /**
   * @param threads that a slow catalog or store may hold
   */
  DeadLetterRows(RejectedEvents rejected, Executor threads) {
    this.rejected = rejected;
    this.threads = threads;
  }

  @Override
  public Ids idsOf(PartitionKey partition, long epoch, long throughAppend, List<Long> snapshots) {
    return new LetterIds(rejected, threads, partition, letter -> letter.place().identity());
  }

  @Override
  public Ids rejectedIdsOf(PartitionKey partition) {
    throw new IllegalStateException("dead letters are never rejected");
  }
}

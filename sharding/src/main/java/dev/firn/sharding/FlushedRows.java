package dev.firn.sharding;

import dev.firn.events.PartitionKey;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Port to the rows that are in the table, for a partition that has lost what it remembered of them.
 */
public interface FlushedRows {

  /**
   * The ids of the partition's rows that its buffer brought into the table: all of earlier epochs,
   * and those of this epoch up to an append. Reading begins with the first call of the cursor, on
   * the table as it is then.
   *
   * @param throughAppend the last append of the epoch that counts
   * @param snapshots in which rows of the partition were seen committed, the newest last. What was
   *     in them counts also where somebody has rolled it back since: the committer may be about to
   *     add it again
   */
  Ids idsOf(PartitionKey partition, long epoch, long throughAppend, List<Long> snapshots);

  /** The ids of the partition's rows that are dead letters in their table. */
  Ids rejectedIdsOf(PartitionKey partition);

  /**
   * Ids as they were hashed when their events were accepted. One caller, one call at a time; to be
   * closed whatever happens.
   */
  interface Ids extends AutoCloseable {

    /**
     * The next ones, high and low halves alternating; none at the end. An id may come twice. A
     * failed stage means that the table could not be read: nothing may be concluded from it.
     *
     * @param most ids in the answer
     */
    CompletionStage<long[]> next(int most);

    @Override
    void close();
  }
}

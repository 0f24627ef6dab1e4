package dev.firn.sharding.partition;

import dev.firn.events.EventBatch;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.Portable;
import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a partition's buffer is told, and what it answers. */
public interface PartitionProtocol {

  /** Everything a buffer understands. */
  interface Command {}

  /**
   * Take this batch in. May be sent again under the same batch id until it is answered.
   *
   * @param batchId chosen at random by the router for this batch
   * @param attempt from 1; from the second on the buffer looks whether it has the batch already
   */
  record Append(long batchId, int attempt, EventBatch batch, ActorRef<AppendReply> replyTo)
      implements Command, Portable {}

  /**
   * Take dead letters in again: what was rejected before is new, what was taken in since is not.
   * Answered like an append.
   */
  record Redrive(Append append) implements Command, Portable {}

  /** Where is this append? */
  record Locate(Position position, ActorRef<Whereabouts> replyTo) implements Command, Portable {}

  /** Flush soon, and say when the append is in a snapshot or patience has run out. */
  record AwaitCommitted(Position position, Duration patience, ActorRef<Whereabouts> replyTo)
      implements Command, Portable {}

  /** What became of the rows that were taken in? */
  record AskAccount(ActorRef<PartitionAccount> replyTo) implements Command, Portable {}

  /** From the shard, at passivation and hand-over. */
  record Stop() implements Command, Portable {}

  /**
   * From the sweep: these objects of ids seem to be the partition's, and none is new. Waking for
   * it, a partition forgets ids whose window is over; objects that it does not know are deleted.
   */
  record SweepIds(List<String> locations) implements Command, Portable {
    public SweepIds {
      locations = List.copyOf(locations);
    }
  }

  /** From a partition to itself, so that the shard keeps it awake. */
  record Wake() implements Command, Portable {}

  /** Answer to {@link Append}. */
  record AppendReply(long batchId, AppendResult result) implements Portable {}

  /** What became of a batch. */
  sealed interface AppendResult {}

  /**
   * Durable.
   *
   * @param duplicates rows that repeat an earlier event
   */
  record Appended(long epoch, long append, BitSet duplicates) implements AppendResult {
    public Appended {
      duplicates = (BitSet) duplicates.clone();
    }

    @Override
    public BitSet duplicates() {
      return (BitSet) duplicates.clone();
    }
  }

  /** Not taken in: no room now. */
  record Refused(Duration retryAfter, String reason) implements AppendResult {}
}

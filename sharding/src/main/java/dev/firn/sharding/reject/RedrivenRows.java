package dev.firn.sharding.reject;

import dev.firn.events.EventBatch;
import dev.firn.events.FailureText;
import dev.firn.events.RowBlock;
import dev.firn.sharding.Position;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Redrive;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;

/**
 * Brings rows that were rejected to their partition again. Past the router: what clients send again
 * is a duplicate there, and these are not.
 */
public final class RedrivenRows {
  private final PersistentAsk partitions;
  private final Executor encoder;

  /**
   * @param partitions of events, by id
   * @param encoder threads that compress
   * @param timeout of one attempt
   */
  public RedrivenRows(
      Function<String, RecipientRef<PartitionProtocol.Command>> partitions,
      Executor encoder,
      Scheduler scheduler,
      Duration timeout) {
    this.partitions = new PersistentAsk(partitions, Redrive::new, scheduler, timeout);
    this.encoder = encoder;
  }

  /**
   * As one batch.
   *
   * @param rows of one partition, one block at least
   */
  public CompletionStage<StoreOutcome> store(List<RowBlock> rows) {
    return CompletableFuture.supplyAsync(
            () -> EventBatch.of(rows.get(0).partition(), rows), encoder)
        .thenCompose(batch -> partitions.ask(batch).thenApply(result -> outcome(batch, result)))
        .exceptionally(failure -> new StoreOutcome.Unknown(FailureText.of(failure)));
  }

  private static StoreOutcome outcome(EventBatch batch, AppendResult result) {
    if (result instanceof Appended appended) {
      int repeated = appended.duplicates().cardinality();
      return new StoreOutcome.Stored(
          new Position(batch.partition().id(), appended.epoch(), appended.append()),
          batch.rows() - repeated,
          repeated);
    }
    Refused refused = (Refused) result;
    return new StoreOutcome.Busy(refused.retryAfter(), refused.reason());
  }
}

package dev.firn.sharding.reject;

import dev.firn.events.AppendedBatch;
import dev.firn.events.EventBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.UnwritableRowsException.Row;
import dev.firn.sharding.partition.DeadLetters;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;

/** Hands rejected rows to the buffer of dead letters of their partition, wherever it lives. */
public final class DeadLetterBuffers implements DeadLetters {
  private final PersistentAsk buffers;
  private final Executor encoder;

  /**
   * @param buffers of dead letters, by the partition's id
   * @param encoder threads that compress
   * @param timeout of one attempt
   */
  public DeadLetterBuffers(
      Function<String, RecipientRef<PartitionProtocol.Command>> buffers,
      Executor encoder,
      Scheduler scheduler,
      Duration timeout) {
    this.buffers = new PersistentAsk(buffers, append -> append, scheduler, timeout);
    this.encoder = encoder;
  }

  @Override
  public CompletionStage<Done> keep(
      PartitionKey partition, String writer, AppendedBatch batch, List<Row> rows) {
    return CompletableFuture.supplyAsync(
            () -> RejectedRows.encode(partition, writer, batch, rows), encoder)
        .thenCompose(this::storeAll);
  }

  private CompletionStage<Done> storeAll(List<EventBatch> batches) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
    for (EventBatch batch : batches) {
      all = all.thenCompose(done -> buffers.ask(batch).thenApply(DeadLetterBuffers::requireStored));
    }
    return all;
  }

  private static Done requireStored(AppendResult result) {
    if (result instanceof Refused refused) {
      throw new IllegalStateException(
          "The buffer of dead letters has no room: " + refused.reason());
    }
    return Done.getInstance();
  }
}

package dev.firn.sharding.reject;

import dev.firn.events.AppendedBatch;
import dev.firn.events.EventBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.UnwritableRowsException.Row;
import dev.firn.sharding.partition.DeadLetters;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Hands rejected rows to the buffer of dead letters of their partition, wherever it lives. */
public final class DeadLetterBuffers implements DeadLetters {
  private static final int MOST_ATTEMPTS = 3;

  private final Function<String, RecipientRef<PartitionProtocol.Command>> buffers;
  private final Executor encoder;
  private final Scheduler scheduler;
  private final Duration timeout;

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
    this.buffers = buffers;
    this.encoder = encoder;
    this.scheduler = scheduler;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<Done> keep(
      PartitionKey partition, String writer, AppendedBatch batch, List<Row> rows) {
    return CompletableFuture.supplyAsync(
            () -> RejectedRows.encode(partition, writer, batch, rows), encoder)
        .thenCompose(batches -> storeAll(partition.id(), batches));
  }

  private CompletionStage<Done> storeAll(String partition, List<EventBatch> batches) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
    for (EventBatch batch : batches) {
      long batchId = ThreadLocalRandom.current().nextLong();
      all = all.thenCompose(done -> store(partition, batchId, 1, batch));
    }
    return all;
  }

  private CompletionStage<Done> store(
      String partition, long batchId, int attempt, EventBatch batch) {
    return AskPattern.ask(
            buffers.apply(partition),
            (ActorRef<AppendReply> replyTo) -> new Append(batchId, attempt, batch, replyTo),
            timeout,
            scheduler)
        .thenApply(DeadLetterBuffers::requireStored)
        .exceptionallyCompose(
            failure ->
                attempt < MOST_ATTEMPTS
                    ? store(partition, batchId, attempt + 1, batch)
                    : CompletableFuture.failedFuture(failure));
  }

  private static Done requireStored(AppendReply reply) {
    if (reply.result() instanceof Refused refused) {
      throw new IllegalStateException(
          "The buffer of dead letters has no room: " + refused.reason());
    }
    return Done.getInstance();
  }
}

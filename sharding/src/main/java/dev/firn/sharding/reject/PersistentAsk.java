package dev.firn.sharding.reject;

import dev.firn.events.EventBatch;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Has a buffer take a batch in, asking a few times under the same batch id. */
final class PersistentAsk {
  private static final int MOST_ATTEMPTS = 3;

  private final Function<String, RecipientRef<PartitionProtocol.Command>> buffers;
  private final Function<Append, PartitionProtocol.Command> question;
  private final Scheduler scheduler;
  private final Duration timeout;

  /**
   * @param buffers by the partition's id
   * @param question that the append is put as
   * @param timeout of one attempt
   */
  PersistentAsk(
      Function<String, RecipientRef<PartitionProtocol.Command>> buffers,
      Function<Append, PartitionProtocol.Command> question,
      Scheduler scheduler,
      Duration timeout) {
    this.buffers = buffers;
    this.question = question;
    this.scheduler = scheduler;
    this.timeout = timeout;
  }

  /** A failed stage means that it is not known whether the batch was taken in. */
  CompletionStage<AppendResult> ask(EventBatch batch) {
    return ask(batch, ThreadLocalRandom.current().nextLong(), 1);
  }

  private CompletionStage<AppendResult> ask(EventBatch batch, long batchId, int attempt) {
    return AskPattern.ask(
            buffers.apply(batch.partition().id()),
            (ActorRef<AppendReply> replyTo) ->
                question.apply(new Append(batchId, attempt, batch, replyTo)),
            timeout,
            scheduler)
        .thenApply(AppendReply::result)
        .exceptionallyCompose(
            failure ->
                attempt < MOST_ATTEMPTS
                    ? ask(batch, batchId, attempt + 1)
                    : CompletableFuture.failedFuture(failure));
  }
}

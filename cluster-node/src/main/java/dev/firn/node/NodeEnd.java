package dev.firn.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a node has ended: its actors are gone, or it has done all that it does before and they are
 * still there much later. A connection between nodes was seen never to end, and with it the system
 * and the process; everything that matters is durable or handed over by then.
 */
final class NodeEnd {
  private static final Logger LOG = LoggerFactory.getLogger(NodeEnd.class);

  /** Longer than Pekko gives its own last phase. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private NodeEnd() {}

  /**
   * To be called before the system is stopped; completes always.
   *
   * @param closed completes when the actors are gone and what they had open is closed
   */
  static CompletionStage<Done> of(
      ActorSystem<?> system, CompletionStage<Void> closed, Duration patience) {
    CompletableFuture<Done> ended = new CompletableFuture<>();
    closed.thenRun(() -> ended.complete(Done.getInstance()));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "end-for-certain",
            () -> {
              CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
                  .execute(() -> giveUp(ended));
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return ended;
  }

  private static void giveUp(CompletableFuture<Done> ended) {
    if (ended.complete(Done.getInstance())) {
      LOG.warn("Some actors do not end; the node has done all that it does, and ends without them");
    }
  }
}

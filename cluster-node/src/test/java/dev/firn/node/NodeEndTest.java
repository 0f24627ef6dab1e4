package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node ends, whatever its actors do. */
class NodeEndTest {
  private final CountDownLatch held = new CountDownLatch(1);
  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "end",
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = local
                  pekko.coordinated-shutdown.phases.actor-system-terminate.timeout = 100 ms
                  """)
              .withFallback(ConfigFactory.load()));

  @AfterEach
  void stop() throws Exception {
    held.countDown();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void asSoonAsItsActorsAreGone() throws Exception {
    CompletableFuture<Done> ended = end(Duration.ofMinutes(5));
    system.terminate();
    ended.get(20, TimeUnit.SECONDS);
    assertThat(system.getWhenTerminated().toCompletableFuture()).isDone();
  }

  @Test
  void alsoWhereTheyNeverEnd() throws Exception {
    Adapter.toClassic(system).registerOnTermination(this::hold);
    CompletableFuture<Done> ended = end(Duration.ofMillis(300));
    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
    ended.get(20, TimeUnit.SECONDS);
    assertThat(system.getWhenTerminated().toCompletableFuture()).isNotDone();
  }

  private CompletableFuture<Done> end(Duration patience) {
    return NodeEnd.of(system, system.getWhenTerminated().thenRun(() -> {}), patience)
        .toCompletableFuture();
  }

  private void hold() {
    try {
      assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

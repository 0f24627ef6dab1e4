package dev.firn.node;

import dev.firn.node.http.HttpApi;
import dev.firn.node.listen.HttpListener;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done, and in which order, when a node stops or could not start. */
final class NodeShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(NodeShutdown.class);

  private static final Duration LONGEST_CUT = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final CompletionStage<Done> ended;
  private final Deque<AutoCloseable> lastOpenedFirst = new ConcurrentLinkedDeque<>();

  NodeShutdown(ActorSystem<?> system) {
    this.system = system;
    this.ended =
        NodeEnd.of(system, system.getWhenTerminated().thenRun(this::closeAll), NodeEnd.PATIENCE);
  }

  /** Completes when nothing is left to wait for, whatever ended the node. */
  CompletionStage<Done> ended() {
    return ended;
  }

  /** Closed when no actor runs any more. */
  void closeAtEnd(AutoCloseable resource) {
    lastOpenedFirst.push(resource);
  }

  /** Closed before anything that it asks. */
  void closeFirst(String name, AutoCloseable resource) {
    closeAtEnd(resource);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            name,
            () -> {
              close(resource);
              return CompletableFuture.completedFuture(Done.getInstance());
            });
  }

  /** Closed when the node has left its cluster and its entities have stopped. */
  void closeLast(String name, AutoCloseable resource) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            name,
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      close(resource);
                      return Done.getInstance();
                    }));
  }

  /**
   * First the API takes nothing new, then what it has taken is answered, then the rest follows.
   * What is not answered by the deadline is cut off shortly before it.
   */
  void add(HttpApi api, HttpListener.Bound port, StartState state, Duration drainDeadline) {
    Duration cut = min(drainDeadline.dividedBy(5), LONGEST_CUT);
    CompletableFuture<Done> answered = new CompletableFuture<>();
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(),
        "stop-taking",
        () -> {
          LOG.info("Stopping: answering what was taken");
          state.closing();
          api.close().thenAccept(answered::complete);
          return CompletableFuture.completedFuture(Done.getInstance());
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "answer-the-rest",
        () ->
            answered
                .completeOnTimeout(
                    Done.getInstance(),
                    patience(drainDeadline.minus(cut)).toMillis(),
                    TimeUnit.MILLISECONDS)
                .thenCompose(done -> port.terminate(cut.dividedBy(2)))
                .thenApply(ended -> Done.getInstance()));
  }

  /** What the cluster has removed gets no answer from it: its callers ask elsewhere at once. */
  private Duration patience(Duration inCluster) {
    return ClusterEnd.sentence(system).isPresent() ? Duration.ZERO : inCluster;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Takes down what had been started before the start failed; fails with that failure. */
  <T> CompletionStage<T> after(Throwable failure) {
    CompletableFuture<T> failed = new CompletableFuture<>();
    system.terminate();
    ended.whenComplete((done, ignored) -> failed.completeExceptionally(failure));
    return failed;
  }

  private void closeAll() {
    AutoCloseable resource = lastOpenedFirst.poll();
    while (resource != null) {
      close(resource);
      resource = lastOpenedFirst.poll();
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("Could not close {}", resource, e);
    }
  }
}

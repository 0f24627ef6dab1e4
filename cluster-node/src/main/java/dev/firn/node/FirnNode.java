package dev.firn.node;

import com.typesafe.config.Config;
import dev.firn.sharding.EventBuffers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node that runs: ready to take events until it is stopped. */
public final class FirnNode {
  private final ActorSystem<?> system;
  private final String url;
  private final EventBuffers buffers;
  private final CompletionStage<Done> ended;

  FirnNode(ActorSystem<?> system, String url, EventBuffers buffers, CompletionStage<Done> ended) {
    this.system = system;
    this.url = url;
    this.buffers = buffers;
    this.ended = ended;
  }

  /**
   * Starts a node. The stage completes when the node is ready, and fails where it cannot be, with
   * nothing left running.
   *
   * @param config whole and resolved, as of {@link dev.firn.node.settings.NodeConfig}
   */
  public static CompletionStage<FirnNode> start(Supplier<Config> config) {
    return start(config, dataDir -> {});
  }

  /**
   * Starts the only node that this process has: even temporary files of the libraries that it uses
   * go below its data folder.
   */
  static CompletionStage<FirnNode> startAlone(Supplier<Config> config) {
    return start(config, TemporaryFiles::below);
  }

  private static CompletionStage<FirnNode> start(
      Supplier<Config> config, NodeStart.Preparation preparation) {
    try {
      return NodeStart.of(config.get(), preparation).run();
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The root of the node's API, without a slash at its end. */
  public String url() {
    return url;
  }

  public EventBuffers buffers() {
    return buffers;
  }

  ActorSystem<?> system() {
    return system;
  }

  /** Completes when the node has ended; with why, where its cluster would not have it any more. */
  CompletionStage<Optional<String>> whenEnded() {
    return ended.thenApply(done -> ClusterEnd.sentence(system));
  }

  /**
   * Stops as SIGTERM does: takes nothing new, finishes what it has begun, leaves. What is not in
   * the table by then is in the journal.
   */
  public CompletionStage<Done> stop() {
    return CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.actorSystemTerminateReason())
        .thenCombine(ended, (drained, over) -> drained);
  }
}

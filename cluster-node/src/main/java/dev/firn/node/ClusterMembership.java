package dev.firn.node;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/** This node's place in its cluster. Without seed nodes it is a cluster of its own. */
final class ClusterMembership {
  private final Cluster cluster;

  private ClusterMembership(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Joins; the stage completes when the node is up, and fails where the cluster will not have it.
   */
  static CompletionStage<Void> join(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    CompletableFuture<Void> up = new CompletableFuture<>();
    ActorRef<SelfUp> listener = system.systemActorOf(listening(up), "firn-up", Props.empty());
    cluster.subscriptions().tell(Subscribe.create(listener, SelfUp.class));
    system
        .getWhenTerminated()
        .thenRun(
            () ->
                up.completeExceptionally(
                    ClusterEnd.sentence(system)
                        .<Exception>map(IllegalArgumentException::new)
                        .orElseGet(
                            () ->
                                new IllegalStateException(
                                    "The node was stopped before it was in its cluster"))));
    if (system.settings().config().getList("pekko.cluster.seed-nodes").isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    return up;
  }

  private static Behavior<SelfUp> listening(CompletableFuture<Void> up) {
    return Behaviors.receiveMessage(
        event -> {
          up.complete(null);
          return Behaviors.stopped();
        });
  }

  static ClusterMembership of(ActorSystem<?> system) {
    return new ClusterMembership(Cluster.get(system));
  }

  /** Whether this node is the one of its cluster that does what one node does for all. */
  static BooleanSupplier leads(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    return () -> cluster.selfMember().address().equals(cluster.state().getLeader());
  }

  /** Why this node takes no part; nothing where it does. */
  Optional<String> trouble() {
    MemberStatus status = cluster.selfMember().status();
    return status.equals(MemberStatus.up())
        ? Optional.empty()
        : Optional.of("This node is " + word(status) + " in its cluster");
  }

  private static String word(MemberStatus status) {
    return status.toString().toLowerCase(Locale.ROOT);
  }
}

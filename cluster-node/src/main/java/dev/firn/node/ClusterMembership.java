package dev.firn.node;

import dev.firn.node.http.NodeViews.NodeStatus;
import java.util.ArrayList;
import java.util.List;
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
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/** This node's place in its cluster. Without seed nodes it is a cluster of its own. */
final class ClusterMembership {
  private final Cluster cluster;
  private final String url;

  private ClusterMembership(Cluster cluster, String url) {
    this.cluster = cluster;
    this.url = url;
  }

  /** Joins; the stage completes when the node is up. */
  static CompletionStage<Void> join(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    CompletableFuture<Void> up = new CompletableFuture<>();
    ActorRef<SelfUp> listener = system.systemActorOf(listening(up), "firn-up", Props.empty());
    cluster.subscriptions().tell(Subscribe.create(listener, SelfUp.class));
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

  /**
   * @param url of this node's API
   */
  static ClusterMembership of(ActorSystem<?> system, String url) {
    return new ClusterMembership(Cluster.get(system), url);
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

  List<NodeStatus> nodes() {
    List<NodeStatus> nodes = new ArrayList<>();
    for (Member member : cluster.state().getMembers()) {
      boolean self = member.uniqueAddress().equals(cluster.selfMember().uniqueAddress());
      nodes.add(
          new NodeStatus(
              member.address().toString(), self ? url : "", word(member.status()), self));
    }
    return nodes;
  }

  private static String word(MemberStatus status) {
    return status.toString().toLowerCase(Locale.ROOT);
  }
}

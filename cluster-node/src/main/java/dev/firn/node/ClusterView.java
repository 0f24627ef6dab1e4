package dev.firn.node;

import dev.firn.node.http.AllOf;
import dev.firn.node.http.ClusterDesk;
import dev.firn.sharding.nodes.NodeCard;
import dev.firn.sharding.nodes.NodeCards;
import dev.firn.sharding.placement.NodeNames;
import dev.firn.sharding.placement.OperatorDesk;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.PlacementView.NodeLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.typed.Cluster;
import scala.Option;

/** The cluster's members, with what they tell of themselves and what their shards carry. */
public final class ClusterView implements ClusterDesk {
  /** What shards carry may be missing in the answer; who is there may not wait for it. */
  private static final Duration CARRIED_PATIENCE = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Option<String> shardingRole;
  private final NodeCards cards;
  private final OperatorDesk placement;

  public ClusterView(ActorSystem<?> system, NodeCards cards, OperatorDesk placement) {
    this.cluster = Cluster.get(system);
    this.shardingRole = ClusterShardingSettings.create(system).role();
    this.cards = cards;
    this.placement = placement;
  }

  @Override
  public OperatorDesk placement() {
    return placement;
  }

  @Override
  public CompletionStage<List<NodeStatus>> nodes() {
    // When the node that places shards is lost, its answer fails to come, and operators look.
    return AllOf.stages(placement.kinds().stream().map(placement::describe).toList())
        .thenApply(ClusterView::carried)
        .toCompletableFuture()
        .completeOnTimeout(Optional.empty(), CARRIED_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(this::nodes);
  }

  /** By node; nothing where one kind of shards is not known, for a part would mislead. */
  private static Optional<Map<String, Carried>> carried(List<Reply> replies) {
    Map<String, Carried> carried = new HashMap<>();
    for (Reply reply : replies) {
      if (!(reply instanceof Described described)) {
        return Optional.empty();
      }
      for (NodeLoad load : described.view().nodes()) {
        carried.merge(load.node(), of(load), ClusterView::plus);
      }
    }
    return Optional.of(carried);
  }

  private static Carried of(NodeLoad load) {
    return new Carried(load.shards(), load.bytesPerSecond(), load.bufferedBytes());
  }

  private static Carried plus(Carried one, Carried other) {
    return new Carried(
        one.shards() + other.shards(),
        one.bytesPerSecond() + other.bytesPerSecond(),
        one.bufferedBytes() + other.bufferedBytes());
  }

  private List<NodeStatus> nodes(Optional<Map<String, Carried>> carried) {
    CurrentClusterState state = cluster.state();
    Optional<Member> oldest = oldest(state);
    List<NodeStatus> nodes = new ArrayList<>();
    for (Member member : state.getMembers()) {
      String name = NodeNames.of(member.address());
      Optional<NodeCard> card = Optional.ofNullable(cards.all().get(name));
      nodes.add(
          new NodeStatus(
              name,
              card.map(NodeCard::http).orElse(""),
              member.status().toString().toLowerCase(Locale.ROOT),
              !state.getUnreachable().contains(member),
              roles(member),
              member.appVersion().version(),
              member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()),
              member.address().equals(state.getLeader()),
              oldest.filter(member::equals).isPresent(),
              placement.drained().contains(name),
              card.map(NodeCard::partitions),
              carried.map(all -> all.getOrDefault(name, new Carried(0, 0, 0)))));
    }
    nodes.sort(Comparator.comparing(NodeStatus::name));
    return nodes;
  }

  /** Where shards are coordinated from. */
  private Optional<Member> oldest(CurrentClusterState state) {
    Member oldest = null;
    for (Member member : state.getMembers()) {
      boolean counts =
          !member.status().equals(MemberStatus.joining())
              && !member.status().equals(MemberStatus.weaklyUp())
              && (shardingRole.isEmpty() || member.hasRole(shardingRole.get()));
      if (counts && (oldest == null || member.isOlderThan(oldest))) {
        oldest = member;
      }
    }
    return Optional.ofNullable(oldest);
  }

  /** Without those that Pekko adds. */
  private static List<String> roles(Member member) {
    return new TreeSet<>(member.getRoles())
        .stream().filter(role -> !role.startsWith("dc-")).toList();
  }
}

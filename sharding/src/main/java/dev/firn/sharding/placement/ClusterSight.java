package dev.firn.sharding.placement;

import dev.firn.sharding.placement.Node.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.util.Version;

/** The members of the cluster in placement's terms. */
final class ClusterSight {
  private final Cluster cluster;

  ClusterSight(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  /** The node of a shard region. */
  String nodeOf(ActorRef region) {
    return region.path().address().hasLocalScope()
        ? NodeNames.of(cluster.selfMember().address())
        : NodeNames.of(region.path().address());
  }

  /**
   * @param hosts nodes whose regions the coordinator knows
   */
  Map<String, Node> nodes(Set<String> hosts) {
    CurrentClusterState state = cluster.state();
    List<Version> versions = versions(state);
    Map<String, Node> nodes = new HashMap<>();
    for (Member member : state.getMembers()) {
      String name = NodeNames.of(member.address());
      nodes.put(
          name,
          new Node(
              name,
              member.appVersion().version(),
              versions.indexOf(member.appVersion()),
              standing(member, state.getUnreachable()),
              hosts.contains(name)));
    }
    return nodes;
  }

  private static List<Version> versions(CurrentClusterState state) {
    Set<Version> versions = new TreeSet<>();
    state.getMembers().forEach(member -> versions.add(member.appVersion()));
    return new ArrayList<>(versions);
  }

  private static Standing standing(Member member, Set<Member> unreachable) {
    if (unreachable.contains(member)) {
      return Standing.UNREACHABLE;
    }
    MemberStatus status = member.status();
    if (status.equals(MemberStatus.up())) {
      return Standing.UP;
    }
    return status.equals(MemberStatus.joining()) || status.equals(MemberStatus.weaklyUp())
        ? Standing.JOINING
        : Standing.LEAVING;
  }
}

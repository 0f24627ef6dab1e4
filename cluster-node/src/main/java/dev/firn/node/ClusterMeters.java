package dev.firn.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** How this node sees its cluster, and until when others accept what it shows them. */
final class ClusterMeters {
  private ClusterMeters() {}

  /** Members as they are told to be by now, this one among them. */
  static void members(ActorSystem<?> system, MeterRegistry registry) {
    Cluster cluster = Cluster.get(system);
    members("up", (state, member) -> isUp(member), cluster, registry);
    members(
        "unreachable",
        (state, member) -> state.getUnreachable().contains(member),
        cluster,
        registry);
    members("joining_or_leaving", (state, member) -> !isUp(member), cluster, registry);
  }

  private static boolean isUp(Member member) {
    return member.status().equals(MemberStatus.up());
  }

  private static void members(
      String state,
      BiPredicate<CurrentClusterState, Member> counts,
      Cluster cluster,
      MeterRegistry registry) {
    Gauge.builder("firn.cluster.members", cluster, all -> count(all.state(), counts))
        .description("Members of the cluster as this node sees them")
        .tag("state", state)
        .register(registry);
  }

  private static long count(
      CurrentClusterState state, BiPredicate<CurrentClusterState, Member> counts) {
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .filter(member -> counts.test(state, member))
        .count();
  }

  /**
   * When certificates end that were read at start.
   *
   * @param ends by store; none without TLS
   */
  static void certificates(Map<String, Instant> ends, MeterRegistry registry) {
    ends.forEach(
        (store, end) ->
            Gauge.builder("firn.cluster.certificate.end.seconds", end, Instant::getEpochSecond)
                .description("When a certificate between nodes ends, in seconds since 1970")
                .tag("store", store)
                .strongReference(true)
                .register(registry));
  }
}

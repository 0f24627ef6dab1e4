package dev.firn.sharding.placement;

import dev.firn.sharding.PartitionStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator.SubscribeResponse;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator.Update;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Tells the cluster every few seconds what this node's shards of one kind carry, and hears the
 * others. A report that is lost is made good by the next, so nothing is asked to confirm it.
 */
final class LoadReporter {
  /** What the reporter understands. */
  sealed interface Message {}

  private record ReportDue() implements Message {}

  private record Changed(SubscribeResponse<LWWMap<String, LoadReport>> response)
      implements Message {}

  private final Key<LWWMap<String, LoadReport>> key;
  private final PlacementSettings settings;
  private final ShardTraffic traffic;
  private final Supplier<? extends Collection<PartitionStatus>> awake;
  private final HeardLoads heard;
  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final SelfUniqueAddress self;
  private final String name;
  private final ReplicatorMessageAdapter<Message, LWWMap<String, LoadReport>> replicator;
  private long number;
  private long sampledAt = System.nanoTime();

  private LoadReporter(
      String kind,
      PlacementSettings settings,
      ShardTraffic traffic,
      Supplier<? extends Collection<PartitionStatus>> awake,
      HeardLoads heard,
      ActorContext<Message> context,
      ReplicatorMessageAdapter<Message, LWWMap<String, LoadReport>> replicator) {
    this.key = LWWMapKey.create("firn-shard-loads-" + kind);
    this.settings = settings;
    this.traffic = traffic;
    this.awake = awake;
    this.heard = heard;
    this.system = context.getSystem();
    this.cluster = Cluster.get(system);
    this.self = DistributedData.get(system).selfUniqueAddress();
    this.name = NodeNames.of(cluster.selfMember().address());
    this.replicator = replicator;
    // A node that starts again must not be taken for its own last report.
    this.number = System.currentTimeMillis();
  }

  static Behavior<Message> create(
      String kind,
      PlacementSettings settings,
      ShardTraffic traffic,
      Supplier<? extends Collection<PartitionStatus>> awake,
      HeardLoads heard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    DistributedData.withReplicatorMessageAdapter(
                        (ReplicatorMessageAdapter<Message, LWWMap<String, LoadReport>>
                                replicator) -> {
                          timers.startTimerWithFixedDelay(
                              new ReportDue(), settings.reportInterval());
                          return new LoadReporter(
                                  kind, settings, traffic, awake, heard, context, replicator)
                              .running();
                        })));
  }

  private Behavior<Message> running() {
    replicator.subscribe(key, Changed::new);
    return Behaviors.receive(Message.class)
        .onMessage(ReportDue.class, due -> report())
        .onMessage(Changed.class, this::onChanged)
        .build();
  }

  private Behavior<Message> onChanged(Changed changed) {
    if (changed.response() instanceof Replicator.Changed<LWWMap<String, LoadReport>> map) {
      heard.hear(map.dataValue().getEntries());
    }
    return Behaviors.same();
  }

  private Behavior<Message> report() {
    long now = System.nanoTime();
    Duration elapsed = Duration.ofNanos(now - sampledAt);
    sampledAt = now;
    number++;
    LoadReport report =
        new LoadReport(
            number,
            traffic.sample(
                awake.get(), elapsed, settings.smoothing(), settings.maxReportedShards()));
    Set<String> members = members();
    DistributedData.get(system)
        .replicator()
        .tell(
            new Update<>(
                key,
                LWWMap.create(),
                Replicator.writeLocal(),
                system.ignoreRef(),
                map -> withoutStrangers(map.put(self, name, report), members)));
    return Behaviors.same();
  }

  /** The leader's task: what a node said that is gone is of no more use. */
  private LWWMap<String, LoadReport> withoutStrangers(
      LWWMap<String, LoadReport> map, Set<String> members) {
    LWWMap<String, LoadReport> kept = map;
    if (!members.isEmpty()) {
      for (String node : map.getEntries().keySet()) {
        if (!members.contains(node)) {
          kept = kept.remove(self, node);
        }
      }
    }
    return kept;
  }

  /** Nobody, on every node but the leader. */
  private Set<String> members() {
    Set<String> members = new TreeSet<>();
    if (cluster.selfMember().address().equals(cluster.state().getLeader())) {
      cluster.state().getMembers().forEach(member -> members.add(NodeNames.of(member.address())));
    }
    return members;
  }
}

package dev.firn.sharding.nodes;

import dev.firn.sharding.placement.NodeNames;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
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
 * Every node's card, on every node, a few seconds old. A card that is lost is put there again by
 * its node; those of nodes that are gone are taken out by the leader. Thread-safe.
 */
public final class NodeCards {
  private static final Key<LWWMap<String, NodeCard>> KEY = LWWMapKey.create("firn-node-cards");
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final Supplier<NodeCard> own;
  private final SelfUniqueAddress self;
  private final String name;
  private volatile Map<String, NodeCard> cards = Map.of();

  private sealed interface Message {}

  private record Due() implements Message {}

  private record Changed(SubscribeResponse<LWWMap<String, NodeCard>> response) implements Message {}

  private NodeCards(ActorSystem<?> system, Supplier<NodeCard> own) {
    this.system = system;
    this.cluster = Cluster.get(system);
    this.own = own;
    this.self = DistributedData.get(system).selfUniqueAddress();
    this.name = NodeNames.of(cluster.selfMember().address());
  }

  /**
   * Begins to tell and to hear.
   *
   * @param own this node's card, cheaply
   */
  public static NodeCards share(ActorSystem<?> system, Supplier<NodeCard> own) {
    NodeCards cards = new NodeCards(system, own);
    system.systemActorOf(cards.sharing(), "firn-node-cards", Props.empty());
    return cards;
  }

  /** By the names of the nodes; a node that has just come may be missing. */
  public Map<String, NodeCard> all() {
    return cards;
  }

  private Behavior<Message> sharing() {
    return Behaviors.withTimers(
        timers ->
            DistributedData.withReplicatorMessageAdapter(
                (ReplicatorMessageAdapter<Message, LWWMap<String, NodeCard>> replicator) -> {
                  replicator.subscribe(KEY, Changed::new);
                  timers.startTimerWithFixedDelay(new Due(), Duration.ZERO, PAUSE);
                  return Behaviors.receive(Message.class)
                      .onMessage(Due.class, due -> tell())
                      .onMessage(Changed.class, this::onChanged)
                      .build();
                }));
  }

  private Behavior<Message> onChanged(Changed changed) {
    if (changed.response() instanceof Replicator.Changed<LWWMap<String, NodeCard>> map) {
      cards = Map.copyOf(map.dataValue().getEntries());
    }
    return Behaviors.same();
  }

  private Behavior<Message> tell() {
    NodeCard card = own.get();
    Set<String> gone = gone();
    DistributedData.get(system)
        .replicator()
        .tell(
            new Update<>(
                KEY,
                LWWMap.create(),
                Replicator.writeLocal(),
                system.ignoreRef(),
                map -> without(gone, with(card, map))));
    return Behaviors.same();
  }

  /** Nothing travels where nothing is new. */
  private LWWMap<String, NodeCard> with(NodeCard card, LWWMap<String, NodeCard> map) {
    return card.equals(map.getEntries().get(name)) ? map : map.put(self, name, card);
  }

  private LWWMap<String, NodeCard> without(Set<String> gone, LWWMap<String, NodeCard> map) {
    LWWMap<String, NodeCard> kept = map;
    for (String node : gone) {
      kept = kept.remove(self, node);
    }
    return kept;
  }

  /** The leader's task; for others none are gone. */
  private Set<String> gone() {
    if (!cluster.selfMember().address().equals(cluster.state().getLeader())) {
      return Set.of();
    }
    Set<String> members =
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .map(member -> NodeNames.of(member.address()))
            .collect(Collectors.toSet());
    return cards.keySet().stream()
        .filter(node -> !members.contains(node))
        .collect(Collectors.toSet());
  }
}

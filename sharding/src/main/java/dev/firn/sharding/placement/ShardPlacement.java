package dev.firn.sharding.placement;

import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.placement.PlacementProtocol.Command;
import dev.firn.sharding.placement.PlacementProtocol.Describe;
import dev.firn.sharding.placement.PlacementProtocol.Give;
import dev.firn.sharding.placement.PlacementProtocol.MoveShard;
import dev.firn.sharding.placement.PlacementProtocol.Order;
import dev.firn.sharding.placement.PlacementProtocol.Rebalance;
import dev.firn.sharding.placement.PlacementProtocol.Rehearse;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.PlacementProtocol.Unanswered;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.japi.function.Function;
import scala.Option;

/**
 * Placement of shards as a node takes part in it: gives sharding its allocation strategies, reports
 * what this node's shards carry, and takes operators' orders and questions to the desk, wherever it
 * is.
 */
public final class ShardPlacement implements OperatorDesk {
  private final ActorSystem<?> system;
  private final PlacementSettings settings;
  private final Duration askTimeout;
  private final InstantSource steady = new SteadyClock();
  private final KnownOrders orders = new KnownOrders();
  private final Map<String, ShardBook> books = new ConcurrentHashMap<>();
  private final ActorRef<Command> desk;

  private ShardPlacement(ActorSystem<?> system, PlacementSettings settings, Duration askTimeout) {
    this.system = system;
    this.settings = settings;
    this.askTimeout = askTimeout;
    system.systemActorOf(orders.following(), "firn-placement-orders", Props.empty());
    this.desk =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                        PlacementDesk.create(
                            orders, kind -> Optional.ofNullable(books.get(kind)), steady),
                        "firn-placement")
                    .withSettings(besideCoordinators(system)));
  }

  /** Coordinators run on the oldest node with the role of sharding. */
  private static ClusterSingletonSettings besideCoordinators(ActorSystem<?> system) {
    ClusterSingletonSettings settings = ClusterSingletonSettings.create(system);
    Option<String> role = ClusterShardingSettings.create(system).role();
    return role.isEmpty() ? settings : settings.withRole(role.get());
  }

  /** To be started on every node, before sharding. */
  public static ShardPlacement start(
      ActorSystem<?> system, PlacementSettings settings, Duration askTimeout) {
    return new ShardPlacement(system, settings, askTimeout);
  }

  /** A counter of what the shards of one kind take in on this node. */
  public ShardTraffic traffic() {
    return new ShardTraffic(ClusterShardingSettings.create(system).numberOfShards());
  }

  /**
   * For a kind whose shards are placed by what they carry.
   *
   * @param traffic counts its appends on this node
   * @param awake its partitions on this node
   */
  public ShardAllocationStrategy byLoad(
      String kind, ShardTraffic traffic, Supplier<? extends Collection<PartitionStatus>> awake) {
    HeardLoads heard = new HeardLoads(settings.reportInterval().multipliedBy(5), steady);
    system.systemActorOf(
        LoadReporter.create(kind, settings, traffic, awake, heard),
        "firn-shard-loads-" + kind,
        Props.empty());
    return strategy(kind, heard);
  }

  /** For a kind whose shards carry little: they are spread by their number. */
  public ShardAllocationStrategy byNumber(String kind) {
    return strategy(kind, ShardLoads.UNMEASURED);
  }

  private ShardAllocationStrategy strategy(String kind, ShardLoads loads) {
    ShardBook book = new ShardBook(settings);
    books.put(kind, book);
    return new LoadAwareAllocation(
        system, kind, book, loads, orders, settings.ordersPatience(), steady);
  }

  @Override
  public SortedSet<String> kinds() {
    return new TreeSet<>(books.keySet());
  }

  @Override
  public Set<String> drained() {
    return orders.orders().map(Orders::drained).orElse(Set.of());
  }

  @Override
  public CompletionStage<Reply> order(Order order, String by) {
    return ask(replyTo -> new Give(order, by, replyTo));
  }

  @Override
  public CompletionStage<Reply> move(ShardId shard, String to, String by) {
    return ask(replyTo -> new MoveShard(shard, to, by, replyTo));
  }

  @Override
  public CompletionStage<Reply> describe(String kind) {
    return ask(replyTo -> new Describe(kind, replyTo));
  }

  @Override
  public CompletionStage<Reply> rehearse(String kind) {
    return ask(replyTo -> new Rehearse(kind, replyTo));
  }

  @Override
  public CompletionStage<Reply> rebalance(String kind, String by) {
    return ask(replyTo -> new Rebalance(kind, by, replyTo));
  }

  private CompletionStage<Reply> ask(Function<ActorRef<Reply>, Command> question) {
    return AskPattern.ask(desk, question, askTimeout, system.scheduler())
        .exceptionally(failure -> new Unanswered(String.valueOf(failure)));
  }
}

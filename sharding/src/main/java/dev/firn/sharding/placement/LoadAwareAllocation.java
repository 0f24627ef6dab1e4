package dev.firn.sharding.placement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.pattern.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells the coordinator of one kind of shards what {@link ShardBook} decides. Pekko asks first
 * which shards are to leave their nodes, and of each, when it has, where it goes: the book
 * remembers the answer in between.
 */
final class LoadAwareAllocation extends AbstractShardAllocationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(LoadAwareAllocation.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration NOBODY_THERE = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final String kind;
  private final ShardBook book;
  private final ShardLoads loads;
  private final KnownOrders known;
  private final Duration ordersPatience;
  private final InstantSource steady;
  private final ClusterSight cluster;
  private volatile List<String> lastNotices = List.of();

  LoadAwareAllocation(
      ActorSystem<?> system,
      String kind,
      ShardBook book,
      ShardLoads loads,
      KnownOrders known,
      Duration ordersPatience,
      InstantSource steady) {
    this.system = system;
    this.kind = kind;
    this.book = book;
    this.loads = loads;
    this.known = known;
    this.ordersPatience = ordersPatience;
    this.steady = steady;
    this.cluster = new ClusterSight(system);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
    return allocate(shard, current, steady.instant());
  }

  private Future<ActorRef> allocate(
      String shard, Map<ActorRef, IndexedSeq<String>> current, Instant asked) {
    Duration waited = Duration.between(asked, steady.instant());
    Optional<Orders> orders = known.orders();
    if (orders.isEmpty() && current.size() > 1 && waited.compareTo(ordersPatience) < 0) {
      return again(shard, current, asked);
    }
    Optional<ActorRef> region =
        book.allocate(shard, observe(current, Set.of(), orders.orElse(Orders.NONE)))
            .flatMap(node -> regionAt(node, current));
    if (region.isPresent()) {
      return Future.successful(region.get());
    }
    return waited.compareTo(NOBODY_THERE) < 0
        ? again(shard, current, asked)
        : Futures.failed(
            new IllegalStateException(
                "No node that is up takes shards of kind " + kind + "; it is asked again"));
  }

  /** A view of the cluster or the orders may be a moment behind. */
  private Future<ActorRef> again(
      String shard, Map<ActorRef, IndexedSeq<String>> current, Instant asked) {
    return Patterns.after(
        FiniteDuration.fromNanos(LOOK_AGAIN.toNanos()),
        system.classicSystem().scheduler(),
        system.classicSystem().dispatcher(),
        () -> allocate(shard, current, asked));
  }

  private Optional<ActorRef> regionAt(String node, Map<ActorRef, IndexedSeq<String>> current) {
    return current.keySet().stream()
        .filter(region -> cluster.nodeOf(region).equals(node))
        .findFirst();
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    Set<String> shards = new HashSet<>();
    known
        .orders()
        .ifPresent(
            orders -> {
              Decision decision = book.rebalance(observe(current, inProgress, orders));
              tell(decision);
              decision.moves().forEach(move -> shards.add(move.shard()));
            });
    return Future.successful(shards);
  }

  private void tell(Decision decision) {
    for (Move move : decision.moves()) {
      LOG.info(
          "shard moves kind={} shard={} from={} to={} cause={} reason=\"{}\"",
          kind,
          move.shard(),
          move.from(),
          move.to(),
          move.cause(),
          move.reason());
    }
    if (!decision.notices().equals(lastNotices)) {
      lastNotices = decision.notices();
      lastNotices.forEach(notice -> LOG.warn("placement kind={} notice=\"{}\"", kind, notice));
    }
  }

  private Observation observe(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress, Orders orders) {
    Map<String, String> homes = new HashMap<>();
    Set<String> hosts = new HashSet<>();
    current.forEach(
        (region, shards) -> {
          String node = cluster.nodeOf(region);
          hosts.add(node);
          CollectionConverters.asJava(shards).forEach(shard -> homes.put(shard, node));
        });
    return new Observation(
        steady.instant(),
        cluster.nodes(hosts),
        homes,
        inProgress,
        orders.pinsOf(kind),
        orders.drained(),
        loads.reports());
  }
}

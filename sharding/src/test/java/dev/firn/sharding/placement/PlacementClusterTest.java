package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.sharding.placement.PlacementProtocol.Declined;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementProtocol.Order;
import dev.firn.sharding.placement.PlacementProtocol.Ordered;
import dev.firn.sharding.placement.PlacementProtocol.Planned;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.PlacementView.NodeLoad;
import dev.firn.sharding.placement.PlacementView.PlacedShard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Three real nodes on loopback: real sharding, real Distributed Data, shards that count bytes. */
@Isolated("its nodes wait for each other's heartbeats")
class PlacementClusterTest {
  private static final EntityTypeKey<String> KEY = EntityTypeKey.create(String.class, "counting");
  private static final int SHARDS = 12;
  private static final int HEAVY = 200_000;
  private static final int LIGHT = 10_000;

  private final List<TestMember> members = new ArrayList<>();

  /** A node whose entities count every message they get as an append. */
  private static final class TestMember {
    final ActorSystem<Void> system;
    final ShardPlacement placement;

    TestMember(Optional<TestMember> seed) {
      Config config =
          ConfigFactory.parseString(SETTINGS)
              .withFallback(ConfigFactory.parseResources("test-node.conf"))
              .withFallback(ConfigFactory.load())
              .resolve();
      system = ActorSystem.create(Behaviors.empty(), "firn", config);
      Cluster cluster = Cluster.get(system);
      cluster
          .manager()
          .tell(
              Join.create(
                  Cluster.get(seed.map(other -> other.system).orElse(system))
                      .selfMember()
                      .address()));
      placement =
          ShardPlacement.start(
              system, PlacementSettings.from(config.getConfig("firn")), Duration.ofSeconds(3));
      ShardTraffic traffic = placement.traffic();
      ClusterSharding.get(system)
          .init(
              Entity.of(KEY, entity -> counting(entity.getEntityId(), traffic))
                  .withStopMessage("stop")
                  .withAllocationStrategy(placement.byLoad(KEY.name(), traffic, List::of)));
    }

    private static Behavior<String> counting(String id, ShardTraffic traffic) {
      return Behaviors.receiveMessage(
          message -> {
            if (message.equals("stop")) {
              return Behaviors.stopped();
            }
            traffic.add(id, Long.parseLong(message));
            return Behaviors.same();
          });
    }

    String name() {
      return NodeNames.of(Cluster.get(system).selfMember().address());
    }
  }

  private static final String SETTINGS =
      """
      pekko.cluster.sharding.number-of-shards = 12
      pekko.cluster.sharding.rebalance-interval = 200 ms
      pekko.cluster.sharding.retry-interval = 200 ms
      pekko.cluster.distributed-data.gossip-interval = 200 ms
      pekko.cluster.distributed-data.notify-subscribers-interval = 100 ms
      pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
      pekko.persistence.snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
      pekko.coordinated-shutdown.run-by-actor-system-terminate = off
      firn.data = none
      firn.placement.report-interval = 200 ms
      firn.placement.smoothing = 1 s
      firn.placement.calm = 1 s
      firn.placement.round = 200 ms
      firn.placement.hold = 500 ms
      firn.placement.cool-down = 3 s
      """;

  @AfterEach
  void stop() {
    members.forEach(member -> member.system.terminate());
    members.forEach(member -> await(member.system.getWhenTerminated()));
  }

  @Test
  void aSkewedLoadIsBalancedAPinIsObeyedAndADrainEmptiesANode() {
    start(Optional.empty());
    TestMember first = members.get(0);
    until(() -> shards(first).size() == SHARDS);
    start(Optional.of(first));
    start(Optional.of(first));

    until(() -> isBalanced(first));
    PlacementView balanced = view(members.get(2));
    assertThat(balanced.nodes()).extracting(NodeLoad::shards).allMatch(count -> count >= 1);

    String empty = members.get(1).name();
    assertThat(ask(members.get(2).placement.order(new Order.Drain("nobody:1"), "test")))
        .isInstanceOfSatisfying(
            Declined.class, no -> assertThat(no.reason()).contains("no node is named nobody:1"));
    assertThat(ask(members.get(2).placement.order(new Order.Drain(empty), "test")))
        .isInstanceOfSatisfying(
            Ordered.class, yes -> assertThat(yes.orders().drained()).containsExactly(empty));
    until(() -> shards(first).size() == SHARDS && on(first, empty) == 0);

    String pinned = shards(first).get(0).shard();
    String target =
        shards(first).get(0).node().equals(first.name()) ? members.get(2).name() : first.name();
    ShardId shard = new ShardId(KEY.name(), pinned);
    assertThat(ask(members.get(1).placement.order(new Order.Pin(shard, target), "test")))
        .isInstanceOf(Ordered.class);
    until(
        () ->
            shards(first).stream()
                .anyMatch(s -> s.shard().equals(pinned) && s.node().equals(target)));

    PlacedShard other =
        shards(first).stream()
            .filter(s -> !s.shard().equals(pinned) && s.movingTo().isEmpty())
            .findFirst()
            .orElseThrow();
    ShardId moved = new ShardId(KEY.name(), other.shard());
    assertThat(ask(members.get(1).placement.move(moved, empty, "test")))
        .isInstanceOfSatisfying(
            Declined.class, no -> assertThat(no.reason()).contains("is drained"));
    assertThat(ask(members.get(1).placement.move(shard, elsewhere(target), "test")))
        .isInstanceOfSatisfying(
            Declined.class, no -> assertThat(no.reason()).contains("is pinned to"));
    until(() -> isMoving(moved));
    until(() -> shards(first).stream().anyMatch(s -> isMovedByOrder(s, moved)));

    assertThat(ask(members.get(0).placement.order(new Order.Undrain(empty), "test")))
        .isInstanceOf(Ordered.class);
    assertThat(ask(members.get(1).placement.rehearse(KEY.name()))).isInstanceOf(Planned.class);
    assertThat(ask(members.get(1).placement.rebalance(KEY.name(), "test")))
        .isInstanceOf(Planned.class);
    until(() -> on(first, empty) > 0 && isBalanced(first));
  }

  /** Orders a move; true when it was taken, and balancing has not been faster. */
  private boolean isMoving(ShardId shard) {
    String home =
        shards(members.get(0)).stream()
            .filter(one -> one.shard().equals(shard.shard()))
            .map(PlacedShard::node)
            .findFirst()
            .orElse("");
    return ask(members.get(2).placement.move(shard, elsewhere(home), "test"))
            instanceof Planned plan
        && !plan.moves().isEmpty();
  }

  private static boolean isMovedByOrder(PlacedShard shard, ShardId moved) {
    return shard.shard().equals(moved.shard())
        && shard.lastMove().filter(last -> last.cause() == Move.Cause.ORDER).isPresent();
  }

  private String elsewhere(String node) {
    return members.get(node.equals(members.get(0).name()) ? 2 : 0).name();
  }

  private void start(Optional<TestMember> seed) {
    members.add(new TestMember(seed));
    int expected = members.size();
    until(
        () ->
            members.stream()
                .allMatch(
                    member -> Cluster.get(member.system).state().members().size() == expected));
  }

  /** Every fourth shard is heavy; all go on receiving while the test waits for something. */
  private void send() {
    for (int i = 0; i < 2 * SHARDS; i++) {
      String id = "e" + i;
      int bytes = Math.abs(id.hashCode() % SHARDS) % 4 == 0 ? HEAVY : LIGHT;
      ClusterSharding.get(members.get(0).system).entityRefFor(KEY, id).tell(String.valueOf(bytes));
    }
  }

  private static PlacementView view(TestMember member) {
    Reply reply = ask(member.placement.describe(KEY.name()));
    return reply instanceof Described described
        ? described.view()
        : new PlacementView(KEY.name(), List.of(), List.of(), reply.toString(), List.of(), true);
  }

  private static List<PlacedShard> shards(TestMember member) {
    return view(member).shards();
  }

  private static long on(TestMember member, String node) {
    return shards(member).stream().filter(shard -> shard.node().equals(node)).count();
  }

  /** Three heavy shards, of 2, 2 and 3 parts of the load, one for each node. */
  private boolean isBalanced(TestMember member) {
    PlacementView view = view(member);
    List<NodeLoad> loads = view.nodes();
    long most = loads.stream().mapToLong(NodeLoad::bytesPerSecond).max().orElse(0);
    long least = loads.stream().mapToLong(NodeLoad::bytesPerSecond).min().orElse(0);
    return loads.size() == members.size()
        && view.shards().size() == SHARDS
        && least > 0
        && most < 1.9 * least;
  }

  private static Reply ask(CompletionStage<Reply> stage) {
    return await(stage);
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("The condition did not come true: " + view(members.get(0)));
      }
      send();
      LockSupport.parkNanos(50_000_000);
    }
  }
}

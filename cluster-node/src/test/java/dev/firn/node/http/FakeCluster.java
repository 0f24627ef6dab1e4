package dev.firn.node.http;

import dev.firn.sharding.placement.Move;
import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.Node.Standing;
import dev.firn.sharding.placement.OperatorDesk;
import dev.firn.sharding.placement.Orders;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementProtocol.Order;
import dev.firn.sharding.placement.PlacementProtocol.Ordered;
import dev.firn.sharding.placement.PlacementProtocol.Planned;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.PlacementView;
import dev.firn.sharding.placement.PlacementView.LastMove;
import dev.firn.sharding.placement.PlacementView.NodeLoad;
import dev.firn.sharding.placement.PlacementView.PlacedShard;
import dev.firn.sharding.placement.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A cluster of two nodes that does nothing and remembers what it was told. */
final class FakeCluster implements ClusterDesk, OperatorDesk {
  final List<String> told = new ArrayList<>();

  /** Answers every question and order instead, once set. */
  Optional<Reply> answer = Optional.empty();

  @Override
  public CompletionStage<List<NodeStatus>> nodes() {
    return CompletableFuture.completedFuture(
        List.of(
            new NodeStatus(
                "a:7355",
                "http://127.0.0.1:1",
                "up",
                true,
                List.of("buffer", "ingest"),
                "1.2",
                true,
                true,
                false,
                true,
                Optional.of(4),
                Optional.of(new Carried(2, 10, 20))),
            new NodeStatus(
                "b:7355",
                "",
                "joining",
                false,
                List.of("buffer"),
                "1.2",
                false,
                false,
                true,
                false,
                Optional.empty(),
                Optional.empty())));
  }

  @Override
  public OperatorDesk placement() {
    return this;
  }

  @Override
  public SortedSet<String> kinds() {
    return new TreeSet<>(Set.of("partition", "rejected"));
  }

  @Override
  public Set<String> drained() {
    return Set.of("a:7355");
  }

  @Override
  public CompletionStage<Reply> order(Order order, String by) {
    ShardId pinned = new ShardId("partition", "17");
    return tell(
        order + " by " + by, new Ordered(new Orders(3, Map.of(pinned, "b:7355"), drained())));
  }

  @Override
  public CompletionStage<Reply> move(ShardId shard, String to, String by) {
    return tell("move " + shard + " to " + to + " by " + by, plan(Cause.ORDER));
  }

  @Override
  public CompletionStage<Reply> describe(String kind) {
    PlacedShard shard =
        new PlacedShard(
            "17",
            "a:7355",
            Optional.of("b:7355"),
            Optional.empty(),
            10,
            20,
            Optional.of(new LastMove("b:7355", Cause.LOAD, 60_000)));
    NodeLoad load = new NodeLoad("a:7355", "1.2", Standing.UP, true, false, 1, 10, 20);
    return tell(
        "describe " + kind,
        new Described(
            new PlacementView(
                kind, List.of(load), List.of(shard), "balanced", List.of("a notice"), true)));
  }

  @Override
  public CompletionStage<Reply> rehearse(String kind) {
    return tell("rehearse " + kind, plan(Cause.LOAD));
  }

  @Override
  public CompletionStage<Reply> rebalance(String kind, String by) {
    return tell("rebalance " + kind + " by " + by, plan(Cause.LOAD));
  }

  private static Planned plan(Cause cause) {
    return new Planned(
        List.of(new Move("17", "a:7355", "b:7355", cause, "because")), "balancing", List.of());
  }

  private CompletionStage<Reply> tell(String what, Reply usual) {
    told.add(what);
    return CompletableFuture.completedFuture(answer.orElse(usual));
  }
}

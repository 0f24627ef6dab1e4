package dev.firn.sharding.placement;

import dev.firn.sharding.placement.PlacementProtocol.Order;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;

/**
 * What operators ask of placement and tell it, from any node. No stage fails: that no answer came
 * is an answer too.
 */
public interface OperatorDesk {

  /** The kinds of shards that are placed. */
  SortedSet<String> kinds();

  /** Nodes that operators want empty, as far as this node has heard. */
  Set<String> drained();

  /**
   * Has a shard live on a node or no longer so, a node empty or no longer so; holds over restarts
   * of the whole cluster.
   *
   * @param by who gives the order
   */
  CompletionStage<Reply> order(Order order, String by);

  /** Moves a shard, this once: it is no pin, and after its cool-down the shard is as any other. */
  CompletionStage<Reply> move(ShardId shard, String to, String by);

  /** Where the shards of a kind live, what they carry, and what was decided last. */
  CompletionStage<Reply> describe(String kind);

  /** What a balancing would move now, and why; nothing is moved. */
  CompletionStage<Reply> rehearse(String kind);

  /** Balances without waiting for calm; the answer says what is going to move. */
  CompletionStage<Reply> rebalance(String kind, String by);
}

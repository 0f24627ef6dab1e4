package dev.firn.sharding.placement;

import dev.firn.sharding.Portable;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the desk for operators of placement is told, and what it answers. */
public interface PlacementProtocol {

  /** Everything the desk understands. */
  interface Command {}

  /**
   * An order, to hold until another takes it back.
   *
   * @param by who gives it
   */
  record Give(Order order, String by, ActorRef<Reply> replyTo) implements Command, Portable {}

  /** Where do the shards of a kind live, and what was decided last? */
  record Describe(String kind, ActorRef<Reply> replyTo) implements Command, Portable {}

  /** What would a balancing move now? */
  record Rehearse(String kind, ActorRef<Reply> replyTo) implements Command, Portable {}

  /**
   * Move a shard once. It stays for its cool-down as any that has moved, and is no pin.
   *
   * @param by who gives the order
   */
  record MoveShard(ShardId shard, String to, String by, ActorRef<Reply> replyTo)
      implements Command, Portable {}

  /** Balance the load now, without waiting for calm, down to the lower threshold. */
  record Rebalance(String kind, String by, ActorRef<Reply> replyTo) implements Command, Portable {}

  /** An operator's order. */
  sealed interface Order {

    record Pin(ShardId shard, String node) implements Order {}

    record Unpin(ShardId shard) implements Order {}

    record Drain(String node) implements Order {}

    record Undrain(String node) implements Order {}
  }

  /** The desk's answers. */
  sealed interface Reply {}

  /** The order is durable and in force; these are all. */
  record Ordered(Orders orders) implements Reply, Portable {}

  /** Answer to {@link Describe}. */
  record Described(PlacementView view) implements Reply, Portable {}

  /**
   * Answer to {@link Rehearse}, {@link Rebalance} and {@link MoveShard}: what moves, why, and why
   * no more.
   */
  record Planned(List<Move> moves, String summary, List<String> notices)
      implements Reply, Portable {
    public Planned {
      moves = List.copyOf(moves);
      notices = List.copyOf(notices);
    }
  }

  /** Nothing was done, and asking again will not help. */
  record Declined(String reason) implements Reply, Portable {}

  /** Nothing was done: where decisions are made has just changed. To be asked again in a moment. */
  record NotYet(String reason) implements Reply, Portable {}

  /** No answer came: an order may be in force or not. */
  record Unanswered(String reason) implements Reply {}
}

package dev.firn.sharding.placement;

/**
 * A shard that is to change its node.
 *
 * @param reason for the operator: what is wrong, and what the move does about it
 */
public record Move(String shard, String from, String to, Cause cause, String reason) {

  /** Why shards move. */
  public enum Cause {
    DRAIN,
    PIN,
    LOAD
  }
}

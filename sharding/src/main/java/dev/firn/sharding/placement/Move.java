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
    /** An operator moved it, once. */
    ORDER,
    LOAD,
    /** Its node left or was lost; never decided, only told of. */
    FAILOVER
  }
}

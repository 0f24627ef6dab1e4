package dev.firn.sharding.placement;

import dev.firn.sharding.Portable;
import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.Node.Standing;
import java.util.List;
import java.util.Optional;

/**
 * Where the shards of one kind live.
 *
 * @param summary what was decided last, and why
 * @param notices orders that do not hold, and why
 * @param isBusy shards are on their way, or a balancing goes on
 */
public record PlacementView(
    String kind,
    List<NodeLoad> nodes,
    List<PlacedShard> shards,
    String summary,
    List<String> notices,
    boolean isBusy)
    implements Portable {
  public PlacementView {
    nodes = List.copyOf(nodes);
    shards = List.copyOf(shards);
    notices = List.copyOf(notices);
  }

  /**
   * A node and what its shards carry together.
   *
   * @param takesShards it hosts shards of this kind
   */
  public record NodeLoad(
      String node,
      String version,
      Standing standing,
      boolean takesShards,
      boolean isDrained,
      int shards,
      long bytesPerSecond,
      long bufferedBytes) {}

  /**
   * How a shard came to where it is.
   *
   * @param agoMillis when it was seen there first
   */
  public record LastMove(String from, Cause cause, long agoMillis) {}

  /**
   * A shard and what it carries; nothing where that is not known.
   *
   * @param movingTo the node it is on its way to
   * @param lastMove as far as the coordinator remembers
   */
  public record PlacedShard(
      String shard,
      String node,
      Optional<String> pinnedTo,
      Optional<String> movingTo,
      long bytesPerSecond,
      long bufferedBytes,
      Optional<LastMove> lastMove) {}
}

package dev.firn.sharding.placement;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Everything a decision about the shards of one kind is made from.
 *
 * @param nodes by name
 * @param homes where each shard lives
 * @param loads of the shards that are known
 * @param pins the node an operator wants a shard on
 * @param drained nodes that operators want empty
 * @param wanted shards that operators want moved once, and where to
 * @param moving shards under way, and where to
 * @param movedAt when a shard last changed its node, as far as is known
 * @param calmSince no node came, went or changed since
 * @param roundAt when a round of moves for load last began
 * @param unevenSince load has been uneven ever since
 * @param isBalancing as the last decision left it
 */
record Situation(
    Map<String, Node> nodes,
    Map<String, String> homes,
    Map<String, ShardLoad> loads,
    Map<String, String> pins,
    Set<String> drained,
    Map<String, String> wanted,
    Map<String, String> moving,
    Map<String, Instant> movedAt,
    Instant now,
    Instant calmSince,
    Instant roundAt,
    Instant unevenSince,
    boolean isBalancing) {

  /** May take shards that it does not have. */
  boolean isOpen(String node) {
    Node found = nodes.get(node);
    return found != null && found.isOpen() && !drained.contains(node);
  }

  int versionRank(String node) {
    Node found = nodes.get(node);
    return found == null ? Integer.MIN_VALUE : found.versionRank();
  }
}

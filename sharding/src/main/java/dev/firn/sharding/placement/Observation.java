package dev.firn.sharding.placement;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What the coordinator of one kind of shards sees at one moment.
 *
 * @param nodes by name
 * @param homes where each shard lives
 * @param inProgress shards that are being handed over
 * @param pins the node an operator wants a shard on
 * @param drained nodes that operators want empty
 * @param reports what each node says that its shards carry
 */
record Observation(
    Instant now,
    Map<String, Node> nodes,
    Map<String, String> homes,
    Set<String> inProgress,
    Map<String, String> pins,
    Set<String> drained,
    Map<String, Map<String, ShardLoad>> reports) {
  Observation {
    nodes = Map.copyOf(nodes);
    homes = Map.copyOf(homes);
    inProgress = Set.copyOf(inProgress);
  }
}

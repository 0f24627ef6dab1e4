package dev.firn.sharding.placement;

import dev.firn.sharding.Portable;
import dev.firn.sharding.placement.OrderEvent.Drained;
import dev.firn.sharding.placement.OrderEvent.Pinned;
import dev.firn.sharding.placement.OrderEvent.Undrained;
import dev.firn.sharding.placement.OrderEvent.Unpinned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What operators want of placement, until they say otherwise.
 *
 * @param revision counts the changes; of two the greater is the newer
 * @param pins the node a shard is to live on
 * @param drained nodes that are to be empty
 */
public record Orders(long revision, Map<ShardId, String> pins, Set<String> drained)
    implements Portable {
  public static final Orders NONE = new Orders(0, Map.of(), Set.of());

  public Orders {
    pins = Map.copyOf(pins);
    drained = Set.copyOf(drained);
  }

  Orders apply(OrderEvent event) {
    Map<ShardId, String> newPins = new HashMap<>(pins);
    Set<String> newDrained = new HashSet<>(drained);
    if (event instanceof Pinned pinned) {
      newPins.put(pinned.shard(), pinned.node());
    } else if (event instanceof Unpinned unpinned) {
      newPins.remove(unpinned.shard());
    } else if (event instanceof Drained node) {
      newDrained.add(node.node());
    } else if (event instanceof Undrained node) {
      newDrained.remove(node.node());
    }
    return new Orders(revision + 1, newPins, newDrained);
  }

  Map<String, String> pinsOf(String kind) {
    Map<String, String> ofKind = new HashMap<>();
    pins.forEach(
        (shard, node) -> {
          if (shard.kind().equals(kind)) {
            ofKind.put(shard.shard(), node);
          }
        });
    return ofKind;
  }
}

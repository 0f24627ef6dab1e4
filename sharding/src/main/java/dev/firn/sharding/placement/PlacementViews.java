package dev.firn.sharding.placement;

import dev.firn.sharding.placement.PlacementView.LastMove;
import dev.firn.sharding.placement.PlacementView.NodeLoad;
import dev.firn.sharding.placement.PlacementView.PlacedShard;
import dev.firn.sharding.placement.ShardBook.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Tells operators what a decision was made from. */
final class PlacementViews {
  private PlacementViews() {}

  static PlacementView of(String kind, Picture picture, Instant now) {
    Situation situation = picture.situation();
    List<PlacedShard> shards =
        situation.homes().keySet().stream()
            .sorted(ShardOrder.NATURAL)
            .map(shard -> shard(shard, picture, now))
            .toList();
    List<NodeLoad> nodes = new ArrayList<>();
    new TreeMap<>(situation.nodes())
        .forEach((name, node) -> nodes.add(node(node, situation, shards)));
    return new PlacementView(
        kind,
        nodes,
        shards,
        picture.decision().summary(),
        picture.decision().notices(),
        picture.isBusy());
  }

  private static PlacedShard shard(String shard, Picture picture, Instant now) {
    Situation situation = picture.situation();
    ShardLoad load = situation.loads().getOrDefault(shard, ShardLoad.NONE);
    return new PlacedShard(
        shard,
        situation.homes().getOrDefault(shard, ""),
        Optional.ofNullable(situation.pins().get(shard)),
        Optional.ofNullable(situation.moving().get(shard)),
        Math.round(load.bytesPerSecond()),
        load.bufferedBytes(),
        Optional.ofNullable(picture.lastMoves().get(shard))
            .map(
                last ->
                    new LastMove(
                        last.from(),
                        last.cause(),
                        Math.max(0, Duration.between(last.at(), now).toMillis()))));
  }

  private static NodeLoad node(Node node, Situation situation, List<PlacedShard> shards) {
    List<PlacedShard> own =
        shards.stream().filter(shard -> shard.node().equals(node.name())).toList();
    return new NodeLoad(
        node.name(),
        node.version(),
        node.standing(),
        node.takesShards(),
        situation.drained().contains(node.name()),
        own.size(),
        own.stream().mapToLong(PlacedShard::bytesPerSecond).sum(),
        own.stream().mapToLong(PlacedShard::bufferedBytes).sum());
  }
}

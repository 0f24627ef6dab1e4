package dev.firn.sharding.placement;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of placement; {@code reference.conf} says what each means.
 *
 * @param startAt difference between two nodes, in fair shares, that begins a balancing
 * @param stopAt difference that ends it
 * @param minGain what a move must take off the fuller node, in average shards; twice that to begin
 * @param hold load must be uneven for so long before a balancing begins
 * @param maxMoves under way at a time for load
 * @param maxOrderedMoves under way at a time for drains and pins
 * @param shardBytesPerSecond what a shard counts that carries nothing
 * @param bufferedFor buffered bytes count as if they came in over this time
 */
public record PlacementSettings(
    double startAt,
    double stopAt,
    double minGain,
    int maxMoves,
    int maxOrderedMoves,
    Duration coolDown,
    Duration calm,
    Duration round,
    Duration hold,
    long shardBytesPerSecond,
    Duration bufferedFor,
    Duration reportInterval,
    Duration smoothing,
    int maxReportedShards,
    Duration ordersPatience) {

  public PlacementSettings {
    if (stopAt <= 0 || startAt < stopAt) {
      throw new IllegalArgumentException(
          "firn.placement: expected 0 < stop-at <= start-at, came stop-at = "
              + stopAt
              + ", start-at = "
              + startAt);
    }
    if (maxMoves < 1 || maxOrderedMoves < 1 || maxReportedShards < 1) {
      throw new IllegalArgumentException(
          "firn.placement: max-moves, max-ordered-moves and max-reported-shards are at least 1");
    }
  }

  public static PlacementSettings from(Config firn) {
    Config placement = firn.getConfig("placement");
    return new PlacementSettings(
        placement.getDouble("start-at"),
        placement.getDouble("stop-at"),
        placement.getDouble("min-gain"),
        placement.getInt("max-moves"),
        placement.getInt("max-ordered-moves"),
        placement.getDuration("cool-down"),
        placement.getDuration("calm"),
        placement.getDuration("round"),
        placement.getDuration("hold"),
        placement.getBytes("shard-bytes-per-second"),
        placement.getDuration("buffered-for"),
        placement.getDuration("report-interval"),
        placement.getDuration("smoothing"),
        placement.getInt("max-reported-shards"),
        placement.getDuration("orders-patience"));
  }

  /** What a shard counts, in bytes a second. */
  double weight(ShardLoad load) {
    return shardBytesPerSecond
        + load.bytesPerSecond()
        + load.bufferedBytes() * 1000.0 / Math.max(1, bufferedFor.toMillis());
  }
}

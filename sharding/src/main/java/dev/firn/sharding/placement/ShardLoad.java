package dev.firn.sharding.placement;

/**
 * What a shard carries.
 *
 * @param bytesPerSecond taken in, smoothed
 * @param bufferedBytes taken in and not yet in the table
 */
public record ShardLoad(double bytesPerSecond, long bufferedBytes) {
  public static final ShardLoad NONE = new ShardLoad(0, 0);
}

package dev.firn.sharding.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each shard counts. Where nothing at all is known every shard counts one; a shard that alone
 * is unknown counts as the average of the others.
 */
final class Weights {
  /** With less known than this nothing moves for load: what is missing would be guessed. */
  private static final double ENOUGH = 0.8;

  private final Map<String, Double> weights = new HashMap<>();
  private final int known;
  private final int shards;
  private final double average;

  Weights(Situation situation, PlacementSettings settings) {
    Set<String> all = new TreeSet<>(situation.homes().keySet());
    all.addAll(situation.moving().keySet());
    double sum = 0;
    int found = 0;
    for (String shard : all) {
      ShardLoad load = situation.loads().get(shard);
      if (load != null) {
        weights.put(shard, settings.weight(load));
        sum += settings.weight(load);
        found++;
      }
    }
    known = found;
    shards = all.size();
    average = found == 0 ? 1 : Math.max(Double.MIN_NORMAL, sum / found);
  }

  /** Nothing is known: shards are counted. */
  boolean areCounts() {
    return known == 0;
  }

  boolean areEnough() {
    return areCounts() || known >= ENOUGH * shards;
  }

  int known() {
    return known;
  }

  int shards() {
    return shards;
  }

  double average() {
    return average;
  }

  double of(String shard) {
    return weights.getOrDefault(shard, average);
  }
}

package dev.firn.sharding.placement;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The working picture of one decision: who carries what, with shards under way counted where they
 * go, and each move that is decided put in at once. Everything is in a fixed order, so that the
 * same situation gives the same decision.
 */
final class Board {
  private final Situation situation;
  private final Weights weights;
  private final TreeMap<String, TreeSet<String>> shards = new TreeMap<>();
  private final Map<String, Double> loads = new HashMap<>();

  Board(Situation situation, Weights weights) {
    this.situation = situation;
    this.weights = weights;
    situation.nodes().keySet().forEach(node -> shards.put(node, new TreeSet<>(ShardOrder.NATURAL)));
    situation
        .homes()
        .forEach(
            (shard, home) -> {
              if (!situation.moving().containsKey(shard)) {
                put(shard, home);
              }
            });
    situation.moving().forEach(this::put);
  }

  private void put(String shard, String node) {
    shards.computeIfAbsent(node, name -> new TreeSet<>(ShardOrder.NATURAL)).add(shard);
    loads.merge(node, weights.of(shard), Double::sum);
  }

  void move(String shard, String from, String to) {
    TreeSet<String> left = shards.get(from);
    if (left != null && left.remove(shard)) {
      loads.merge(from, -weights.of(shard), Double::sum);
    }
    put(shard, to);
  }

  double load(String node) {
    return loads.getOrDefault(node, 0.0);
  }

  /** In the order of their numbers. */
  List<String> shards(String node) {
    TreeSet<String> found = shards.get(node);
    return found == null ? List.of() : List.copyOf(found);
  }

  int count(String node) {
    TreeSet<String> found = shards.get(node);
    return found == null ? 0 : found.size();
  }

  /** Those that may take shards, emptiest first. */
  List<String> openNodes() {
    List<String> open = new ArrayList<>();
    for (String node : shards.keySet()) {
      if (situation.isOpen(node)) {
        open.add(node);
      }
    }
    open.sort(emptiest());
    return open;
  }

  private Comparator<String> emptiest() {
    return Comparator.<String>comparingDouble(this::load)
        .thenComparing(comparing(this::count))
        .thenComparing(Comparator.naturalOrder());
  }

  /**
   * The open node for a shard that has to go somewhere: one with the newest version, since a
   * rolling update will come by the others still; of these the emptiest.
   */
  Optional<String> bestFor() {
    return openNodes().stream()
        .min(
            Comparator.<String>comparingInt(node -> -situation.versionRank(node))
                .thenComparing(emptiest()));
  }

  /**
   * What each open node would carry if shards could be spread evenly. A shard that is heavier than
   * that cannot be split: it is set apart with a node of its own.
   */
  double fairShare() {
    List<Double> heaviest = new ArrayList<>();
    double total = 0;
    int nodes = 0;
    for (String node : openNodes()) {
      nodes++;
      for (String shard : shards(node)) {
        heaviest.add(weights.of(shard));
        total += weights.of(shard);
      }
    }
    heaviest.sort(Comparator.reverseOrder());
    for (double weight : heaviest) {
      if (nodes <= 1 || weight <= total / nodes) {
        break;
      }
      total -= weight;
      nodes--;
    }
    return nodes == 0 ? 0 : total / nodes;
  }
}

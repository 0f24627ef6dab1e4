package dev.firn.bench.scale;

import dev.firn.events.PartitionKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;

/** All partitions of an hour, heaviest first, and where they come to live. */
final class Traffic {
  private static final long AN_HOUR = 498_000;

  private final List<Partition> partitions;
  private final double[] shards;
  private final int nodes;

  private Traffic(List<Partition> partitions, double[] shards, int nodes) {
    this.partitions = partitions;
    this.shards = shards;
    this.nodes = nodes;
  }

  static Traffic of(Inputs inputs) {
    int types = inputs.count(Input.TYPES);
    double[] shares = new double[types];
    for (int rank = 0; rank < types; rank++) {
      shares[rank] = Math.pow(rank + 1, -inputs.of(Input.SKEW));
    }
    double sum = Arrays.stream(shares).sum();
    double[] shards = new double[inputs.count(Input.SHARDS)];
    List<Partition> partitions = new ArrayList<>();
    for (int rank = 0; rank < types; rank++) {
      Partition partition = Partition.of(shares[rank] / sum, inputs);
      partitions.add(partition);
      shards[shardOf(rank, shards.length)] += partition.events();
    }
    return new Traffic(List.copyOf(partitions), shards, inputs.count(Input.NODES));
  }

  /** As sharding has it: by the hash of the partition's id. */
  private static int shardOf(int rank, int shards) {
    return Math.abs(new PartitionKey("type." + rank, AN_HOUR).id().hashCode() % shards);
  }

  double sum(ToDoubleFunction<Partition> of) {
    return partitions.stream().mapToDouble(of).sum();
  }

  Partition heaviest() {
    return partitions.get(0);
  }

  /**
   * Events a second of the fullest node, where shards are placed as well as they can be: heaviest
   * first, each to the emptiest node. What placement reaches is in docs/placement.md.
   */
  double fullestNode() {
    double[] heaviestLast = shards.clone();
    Arrays.sort(heaviestLast);
    PriorityQueue<Double> loads = new PriorityQueue<>();
    for (int node = 0; node < nodes; node++) {
      loads.add(0.0);
    }
    double fullest = 0;
    for (int shard = heaviestLast.length - 1; shard >= 0; shard--) {
      Double emptiest = loads.remove();
      double load = emptiest + heaviestLast[shard];
      loads.add(load);
      fullest = Math.max(fullest, load);
    }
    return fullest;
  }
}

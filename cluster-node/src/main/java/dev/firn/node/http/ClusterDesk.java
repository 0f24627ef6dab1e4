package dev.firn.node.http;

import dev.firn.sharding.placement.OperatorDesk;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The cluster as operators see and steer it; the same from every node. */
public interface ClusterDesk {

  /** Every member, in the order of their names; never fails. */
  CompletionStage<List<NodeStatus>> nodes();

  /** Where shards live, and operators' word about it. */
  OperatorDesk placement();

  /**
   * One node of the cluster.
   *
   * @param name host and port by which the others reach it, the same over restarts
   * @param http the URL of its API; empty where it has not been heard of yet
   * @param status in the cluster: joining, up, leaving, …
   * @param self it is the one that answers
   * @param leads it does what one node does for all
   * @param isOldest shards are placed and commits coordinated from here
   * @param partitions awake on it, where that is known
   * @param carried by its shards, where that is known
   */
  record NodeStatus(
      String name,
      String http,
      String status,
      boolean isReachable,
      List<String> roles,
      String version,
      boolean self,
      boolean leads,
      boolean isOldest,
      boolean isDrained,
      Optional<Integer> partitions,
      Optional<Carried> carried) {
    public NodeStatus {
      roles = List.copyOf(roles);
    }
  }

  /** What the shards of one node carry together. */
  record Carried(int shards, long bytesPerSecond, long bufferedBytes) {}
}

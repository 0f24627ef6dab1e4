package dev.firn.sharding.partition;

import dev.firn.sharding.PartitionStatus;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** What the partitions awake on this node last said of themselves. Thread-safe. */
public final class AwakePartitions {
  private final ConcurrentHashMap<String, PartitionStatus> statuses = new ConcurrentHashMap<>();

  void report(PartitionStatus status) {
    statuses.put(status.partition(), status);
  }

  void gone(String partition) {
    statuses.remove(partition);
  }

  /** In the order of their ids. */
  public List<PartitionStatus> list() {
    return statuses.values().stream()
        .sorted((left, right) -> left.partition().compareTo(right.partition()))
        .toList();
  }

  public int count() {
    return statuses.size();
  }

  /** Events not yet in the table. */
  public long rows() {
    return statuses.values().stream().mapToLong(PartitionStatus::rows).sum();
  }

  /** Their journaled size, in bytes. */
  public long bytes() {
    return statuses.values().stream().mapToLong(PartitionStatus::bytes).sum();
  }
}

package dev.firn.sharding.cluster;

import dev.firn.sharding.partition.AppendCache;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.MemoryBudget;

/** A node's share of the partitions of one table: which are awake, and the heap that they hold. */
public final class BufferShare {
  private final AwakePartitions awake = new AwakePartitions();
  private final AppendCache cache;
  private final MemoryBudget memory;

  /**
   * @param cacheBytes for batches that wait for their flush
   * @param memoryBytes for what partitions cannot let go of
   */
  BufferShare(long cacheBytes, long memoryBytes) {
    this.cache = new AppendCache(cacheBytes);
    this.memory = new MemoryBudget(memoryBytes);
  }

  public AwakePartitions awake() {
    return awake;
  }

  /** Batches that wait for their flush. */
  public AppendCache cache() {
    return cache;
  }

  /** What partitions cannot let go of. */
  public MemoryBudget memory() {
    return memory;
  }
}

package dev.firn.sharding.partition;

import dev.firn.events.EventBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Batches of a node's partitions that are in the journal and in no table yet, so that a flush need
 * not read them back. Within its budget only: the oldest make room, and what is not here is read
 * from the journal. Thread-safe.
 */
public final class AppendCache {
  /**
   * The batch id too: an append that was never journaled must not be taken for the one that was.
   */
  private record Key(String partition, long epoch, long append, long batchId) {}

  private final long budget;
  private final Map<Key, EventBatch> batches = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param budget bytes of heap that the batches may hold
   */
  public AppendCache(long budget) {
    this.budget = budget;
  }

  synchronized void put(String partition, long epoch, long append, long batchId, EventBatch batch) {
    EventBatch before = batches.put(new Key(partition, epoch, append, batchId), batch);
    bytes += batch.sizeInBytes() - (before == null ? 0 : before.sizeInBytes());
    var oldest = batches.entrySet().iterator();
    while (bytes > budget && oldest.hasNext()) {
      bytes -= oldest.next().getValue().sizeInBytes();
      oldest.remove();
    }
  }

  synchronized Optional<EventBatch> find(String partition, long epoch, long append, long batchId) {
    return Optional.ofNullable(batches.get(new Key(partition, epoch, append, batchId)));
  }

  /** Whether it was there. */
  synchronized boolean remove(String partition, long epoch, long append, long batchId) {
    EventBatch gone = batches.remove(new Key(partition, epoch, append, batchId));
    bytes -= gone == null ? 0 : gone.sizeInBytes();
    return gone != null;
  }

  /** Heap held, in bytes. */
  public synchronized long bytes() {
    return bytes;
  }
}

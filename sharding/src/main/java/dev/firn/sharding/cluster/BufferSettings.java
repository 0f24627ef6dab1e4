package dev.firn.sharding.cluster;

import com.typesafe.config.Config;
import dev.firn.sharding.commit.CommitterSettings;
import dev.firn.sharding.dedup.IdSweepSettings;
import dev.firn.sharding.partition.PartitionSettings;
import dev.firn.sharding.placement.PlacementSettings;
import dev.firn.sharding.route.RouterSettings;
import java.time.Duration;

/**
 * Settings of everything in this module; {@code reference.conf} says what each means.
 *
 * @param cacheBytes heap for batches that wait for their flush; 0: an eighth of the heap
 * @param memoryBytes heap for what partitions cannot let go of; 0: a quarter of the heap
 * @param writers flushes at a time; 0: as many as cores and heap allow
 * @param localIdBytes disk for local copies of ids
 * @param queryPlugin id of the journal's read side
 * @param newTypesPerDay event types that a tenant may use for the first time on one UTC day
 */
public record BufferSettings(
    PartitionSettings partition,
    CommitterSettings committer,
    RouterSettings router,
    long cacheBytes,
    long memoryBytes,
    int writers,
    long localIdBytes,
    IdSweepSettings sweep,
    String queryPlugin,
    Duration askTimeout,
    int newTypesPerDay,
    PlacementSettings placement) {
  private static final long HEAP_PER_WRITER = 128L << 20;

  public static BufferSettings from(Config firn) {
    long heap = Runtime.getRuntime().maxMemory();
    return new BufferSettings(
        PartitionSettings.from(firn),
        CommitterSettings.from(firn),
        RouterSettings.from(firn),
        orElse(firn.getBytes("buffers.cache-bytes"), heap / 8),
        orElse(firn.getBytes("buffers.memory-bytes"), heap / 4),
        (int) orElse(firn.getInt("flush.writers"), writersFor(heap)),
        firn.getBytes("dedup.local-bytes"),
        IdSweepSettings.from(firn),
        firn.getString("buffers.query-plugin"),
        firn.getDuration("buffers.ask-timeout"),
        firn.getInt("tenants.max-new-types-per-day"),
        PlacementSettings.from(firn));
  }

  private static long writersFor(long heap) {
    return Math.max(
        1, Math.min(Runtime.getRuntime().availableProcessors(), heap / 2 / HEAP_PER_WRITER));
  }

  private static long orElse(long value, long fallback) {
    return value > 0 ? value : fallback;
  }
}

package dev.firn.sharding.route;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of the router; {@code reference.conf} says what each means.
 *
 * @param linger how long rows wait for others of their partition
 * @param liveFor how long a partition counts as alive after its last rows
 * @param giveUpAfter when an append that was never answered counts as unknown
 */
public record RouterSettings(
    Duration linger,
    int maxBatchBytes,
    int maxBatchRows,
    Duration retryAfter,
    Duration giveUpAfter,
    int maxLivePartitions,
    Duration liveFor,
    TenantRules tenantRules) {

  public static RouterSettings from(Config firn) {
    Config router = firn.getConfig("router");
    return new RouterSettings(
        router.getDuration("linger"),
        Math.toIntExact(router.getBytes("max-batch-bytes")),
        router.getInt("max-batch-rows"),
        router.getDuration("retry-after"),
        router.getDuration("give-up-after"),
        firn.getInt("tenants.max-live-partitions"),
        firn.getDuration("buffers.passivate-after").plus(firn.getDuration("flush.max-age")),
        TenantRules.from(firn));
  }
}

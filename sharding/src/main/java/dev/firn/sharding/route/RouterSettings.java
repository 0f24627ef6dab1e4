package dev.firn.sharding.route;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
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
  private static final Duration LONGEST_LINGER = Duration.ofMillis(5);

  public static RouterSettings from(Config firn) {
    Config router = firn.getConfig("router");
    return new RouterSettings(
        linger(router),
        Math.toIntExact(router.getBytes("max-batch-bytes")),
        router.getInt("max-batch-rows"),
        router.getDuration("retry-after"),
        router.getDuration("give-up-after"),
        firn.getInt("tenants.max-live-partitions"),
        firn.getDuration("buffers.passivate-after").plus(firn.getDuration("flush.max-age")),
        TenantRules.from(firn));
  }

  private static Duration linger(Config router) {
    Duration linger = router.getDuration("linger");
    if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
      throw new ConfigException.BadValue(router.origin(), "linger", "0 to 5 ms are allowed");
    }
    return linger;
  }
}

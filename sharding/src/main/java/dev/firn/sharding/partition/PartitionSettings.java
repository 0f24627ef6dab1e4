package dev.firn.sharding.partition;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of partition buffers; {@code reference.conf} says what each means.
 *
 * @param maxOpenedBytes decompressed bytes of rows in one data file
 * @param rememberFor ids of a partition, since its last append
 * @param maxUnflushedBytes journaled bytes that one partition may hold before it answers Busy
 */
public record PartitionSettings(
    Duration flushMaxAge,
    long flushMaxEvents,
    Duration flushMinPause,
    long maxOpenedBytes,
    long maxUnflushedBytes,
    int maxPreparedFlushes,
    Duration passivateAfter,
    Duration rememberFor,
    int maxIdRuns,
    Duration resendAfter) {

  public static PartitionSettings from(Config firn) {
    return new PartitionSettings(
        firn.getDuration("flush.max-age"),
        firn.getLong("flush.max-events"),
        firn.getDuration("flush.min-pause"),
        firn.getBytes("flush.max-opened-bytes"),
        firn.getBytes("buffers.partition-bytes"),
        firn.getInt("flush.max-prepared"),
        firn.getDuration("buffers.passivate-after"),
        firn.getDuration("dedup.window").plus(firn.getDuration("dedup.clock-tolerance")),
        firn.getInt("dedup.max-runs"),
        firn.getDuration("commit.interval").multipliedBy(3).plusSeconds(1));
  }

  FlushPolicy flushPolicy() {
    return new FlushPolicy(flushMaxAge, flushMaxEvents, flushMinPause, maxOpenedBytes);
  }
}

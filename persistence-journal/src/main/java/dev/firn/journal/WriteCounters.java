package dev.firn.journal;

/**
 * Sums since start, for rates.
 *
 * @param appends atomic writes acknowledged
 * @param events events acknowledged
 * @param bytes bytes of events and snapshots written
 * @param syncs group commits, each one synced write
 * @param refused appends refused for want of room
 * @param failures how often a write, a sync or work in the background made the journal read-only,
 *     or its database was lost or had no room
 * @param reopened how often it was there again after such a failure
 * @param deletedBytes bytes of events truncated
 * @param syncLatency duration of the synced writes
 */
public record WriteCounters(
    long appends,
    long events,
    long bytes,
    long syncs,
    long refused,
    long failures,
    long reopened,
    long deletedBytes,
    LatencyHistogram syncLatency) {}

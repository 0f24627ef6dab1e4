package dev.firn.journal;

/**
 * Sums since start, for rates.
 *
 * @param appends atomic writes acknowledged
 * @param events events acknowledged
 * @param bytes bytes of events and snapshots written
 * @param syncs group commits, each one synced write
 * @param refused appends refused for want of room
 * @param failures writes, syncs and work in the background that made the journal read-only
 * @param reopened how often it opened itself anew after such a failure
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

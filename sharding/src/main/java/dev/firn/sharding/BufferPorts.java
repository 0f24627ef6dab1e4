package dev.firn.sharding;

import java.time.InstantSource;

/**
 * What the buffers of a node stand on.
 *
 * @param clock for what is recorded; what waits goes by a clock that never jumps
 */
public record BufferPorts(
    DataFiles dataFiles,
    TableCommits table,
    FlushedRows flushedRows,
    JournalTrim trim,
    JournalSpace space,
    BufferMetrics metrics,
    InstantSource clock) {}

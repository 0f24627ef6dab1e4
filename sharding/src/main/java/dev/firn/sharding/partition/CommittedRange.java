package dev.firn.sharding.partition;

/** Which commit brought the appends up to {@code to}, behind those of the range before. */
public record CommittedRange(long epoch, long to, long ledger, long snapshotId) {}

package dev.firn.bench.commits;

/**
 * What is done.
 *
 * @param hasUpkeep whether old snapshots expire and small manifests are merged beside the commits
 * @param kept commits whose snapshots are kept: {@code firn.snapshots.max-age} over {@code
 *     firn.commit.interval}
 * @param round commits from one round of upkeep to the next: {@code firn.snapshots.expiry-interval}
 *     over {@code firn.commit.interval}
 * @param stage commits of a line of the report
 */
record CommitsPlan(int commits, boolean hasUpkeep, int kept, int round, int stage) {}

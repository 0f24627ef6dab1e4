package dev.firn.catalog.table;

/**
 * How much is in the table, from its metadata alone.
 *
 * @param bytes of data files
 * @param partitions with at least one row
 * @param snapshots that can be read
 */
public record LakeCounts(long rows, long files, long bytes, long partitions, long snapshots) {}

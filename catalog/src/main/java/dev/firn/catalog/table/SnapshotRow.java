package dev.firn.catalog.table;

import java.time.Instant;

/**
 * A snapshot as operators see it.
 *
 * @param operation as Iceberg names it, for example {@code append}
 * @param totalRows of the table at this snapshot
 * @param ledgerMarker number and id of the ledger's commit, empty for another writer's
 */
public record SnapshotRow(
    long id,
    long sequenceNumber,
    Instant committedAt,
    String operation,
    long addedFiles,
    long addedRows,
    long totalRows,
    String ledgerMarker) {}

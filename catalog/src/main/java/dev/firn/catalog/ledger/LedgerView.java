package dev.firn.catalog.ledger;

/**
 * Where a table's ledger stands, for planning the next commit.
 *
 * @param ledger number of the last commit, 0 before the first
 * @param snapshotId the current snapshot, -1 for none
 * @param sequenceNumber of that snapshot, 0 for none
 */
public record LedgerView(String tableUuid, long ledger, long snapshotId, long sequenceNumber) {}

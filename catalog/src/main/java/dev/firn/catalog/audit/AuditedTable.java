package dev.firn.catalog.audit;

import dev.firn.catalog.table.EventTable;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A table that is audited, and what its audit needs.
 *
 * @param source accounts of the buffers that commit to it
 * @param mostHashes identities that are held at once, 8 bytes each
 * @param planner reads manifests
 * @param removals what others took out of it
 * @param letters what holds for dead letters, if it is their table
 */
record AuditedTable(
    EventTable table,
    AccountSource source,
    int mostHashes,
    ExecutorService planner,
    RemovalHistory removals,
    Optional<DeadLetterRules> letters) {}

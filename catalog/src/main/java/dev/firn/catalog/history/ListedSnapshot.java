package dev.firn.catalog.history;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A snapshot as operators see it, from its metadata alone.
 *
 * @param parent on which it was made, which may have been expired; empty for the first
 * @param operation as Iceberg names it, for example {@code append}
 * @param by who made it: {@code firn}, or what an engine calls itself; empty where it does not say
 * @param ledgerMarker number and id of the ledger's commit, empty for another writer's
 * @param inHistory whether the current snapshot stems from it; otherwise it was rolled back
 * @param tags that keep it
 */
public record ListedSnapshot(
    long id,
    OptionalLong parent,
    long sequenceNumber,
    Instant committedAt,
    String operation,
    String by,
    Change added,
    Change removed,
    Change total,
    String ledgerMarker,
    boolean inHistory,
    List<String> tags) {

  public ListedSnapshot {
    tags = List.copyOf(tags);
  }

  /** How many data files, rows and bytes. */
  public record Change(long files, long rows, long bytes) {}
}

package dev.firn.catalog.ledger;

import java.util.Optional;

/**
 * What to do about a planned commit, from what is seen of the table alone: the table "Recovery of
 * an open Planned(L)" of the commit protocol, as a function.
 */
sealed interface LedgerDecision {

  /** It is in the table's history. */
  record Done(long snapshotId, long sequenceNumber) implements LedgerDecision {}

  /** The table stands right before it. */
  record Add() implements LedgerDecision {}

  /** An earlier commit of the same files is there. */
  record Returned(String reason) implements LedgerDecision {}

  /** It was there, and everything since its base can be seen without it. */
  record Undone() implements LedgerDecision {}

  /**
   * History does not tell, rows may.
   *
   * @param otherwise what to do if they are not there
   */
  record AskRows(LedgerDecision otherwise) implements LedgerDecision {}

  record OtherTable(String uuid) implements LedgerDecision {}

  /** Another commit has its number. */
  record Overtaken(LedgerMarker by, String reason) implements LedgerDecision {}

  record Park(String reason) implements LedgerDecision {}

  static LedgerDecision of(LedgerCommit commit, TableSight table) {
    if (!table.uuid().equals(commit.tableUuid())) {
      return new OtherTable(table.uuid());
    }
    Optional<LedgerMarker> seen;
    try {
      seen = table.ledger();
    } catch (IllegalStateException e) {
      return new Park(String.valueOf(e.getMessage()));
    }
    if (seen.isPresent() && seen.get().equals(commit.marker())) {
      return alreadyThere(commit, table);
    }
    long position = seen.map(LedgerMarker::ledger).orElse(0L);
    if (position == commit.ledger() - 1) {
      return next(commit, table);
    }
    String expected =
        "the ledger before " + commit.marker() + " should be " + (commit.ledger() - 1);
    String found = seen.map(marker -> "is " + marker).orElse("is gone");
    String reason = expected + " but " + found;
    if (seen.isPresent() && position == commit.ledger()) {
      return new Overtaken(seen.get(), reason);
    }
    return position < commit.ledger() ? new AskRows(new Park(reason)) : new Park(reason);
  }

  /**
   * Files that were committed before may be added again only where they are seen not to be: right
   * on what was examined, or after the rows have been asked.
   */
  private static LedgerDecision next(LedgerCommit commit, TableSight table) {
    for (LedgerMarker earlier : commit.undone()) {
      if (table.snapshotOf(earlier).isPresent()) {
        return new Returned(earlier + ", which had been rolled back, is in the table again");
      }
    }
    boolean isExamined =
        commit.undone().isEmpty()
            || table.contains(commit.baseSnapshotId())
            || (commit.baseSnapshotId() == -1 && table.reachesRoot());
    return isExamined ? new Add() : new AskRows(new Add());
  }

  private static LedgerDecision alreadyThere(LedgerCommit commit, TableSight table) {
    return table
        .snapshotOf(commit.marker())
        .<LedgerDecision>map(seen -> new Done(seen.id(), seen.sequenceNumber()))
        .orElseGet(
            () ->
                table.seesAllSince(commit.baseSequenceNumber())
                    ? undone(commit, table)
                    : new AskRows(undone(commit, table)));
  }

  /** What an operator took out on purpose has had its place in the table, and is done. */
  private static LedgerDecision undone(LedgerCommit commit, TableSight table) {
    return table.dropped().contains(commit.ledger())
        ? new Done(table.currentSnapshotId(), table.currentSequenceNumber())
        : new Undone();
  }
}

package dev.firn.catalog.ledger;

import java.util.List;

/** What became of an attempt to commit. */
public sealed interface LedgerOutcome {

  /**
   * The files are in the table exactly once: read back, and every one found with its size.
   *
   * @param snapshotId the commit's snapshot; the current one where its own has been expired
   * @param isOnBase whether the snapshot that the commit was planned on is in its history, and with
   *     it whatever that snapshot held
   */
  record Committed(long ledger, long snapshotId, long sequenceNumber, boolean isOnBase)
      implements LedgerOutcome {}

  /** It may have happened or not. Attempt the same commit again, later. */
  record Unknown(String reason) implements LedgerOutcome {}

  /**
   * It had happened and has been undone, and no operator meant it: add under a new number, with the
   * snapshot that was looked at as base.
   */
  record RolledBack(long ledger, long snapshotId, long sequenceNumber) implements LedgerOutcome {}

  /** An earlier commit of these files is in the table again: this one must not be made. */
  record Returned(String reason) implements LedgerOutcome {}

  /** It has not happened and will not with these files: write their rows anew. */
  record NeedsRewrite(List<String> fileDescriptors, String reason) implements LedgerOutcome {
    public NeedsRewrite {
      fileDescriptors = List.copyOf(fileDescriptors);
    }
  }

  /** Another table has taken the name; this ledger is closed. */
  record TableReplaced(String newUuid) implements LedgerOutcome {}

  /**
   * Another commit has its number: one that was given up and has landed late, or a stranger's.
   * Nobody but its planner can tell which.
   */
  record Overtaken(LedgerMarker by, String reason) implements LedgerOutcome {}

  /** There is no such table. Hold everything back until there is. */
  record TableMissing() implements LedgerOutcome {}

  /** Nobody but an operator can tell; nothing is done until one has looked. */
  record Parked(String reason) implements LedgerOutcome {}
}

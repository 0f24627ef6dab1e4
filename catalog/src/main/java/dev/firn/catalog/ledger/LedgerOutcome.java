package dev.firn.catalog.ledger;

import java.util.List;

/** What became of an attempt to commit. */
public sealed interface LedgerOutcome {

  /**
   * The files are in the table exactly once: read back, and every one found with its size.
   *
   * @param snapshotId the commit's snapshot; the current one where its own has been expired
   */
  record Committed(long ledger, long snapshotId, long sequenceNumber) implements LedgerOutcome {}

  /** It may have happened or not. Attempt the same commit again, later. */
  record Unknown(String reason) implements LedgerOutcome {}

  /** It had happened and has been undone. Unless an operator meant it: add under a new number. */
  record RolledBack(long ledger) implements LedgerOutcome {}

  /** It has not happened and will not with these files: write their rows anew. */
  record NeedsRewrite(List<String> fileDescriptors, String reason) implements LedgerOutcome {
    public NeedsRewrite {
      fileDescriptors = List.copyOf(fileDescriptors);
    }
  }

  /** Another table has taken the name; this ledger is closed. */
  record TableReplaced(String newUuid) implements LedgerOutcome {}

  /** There is no such table. Hold everything back until there is. */
  record TableMissing() implements LedgerOutcome {}

  /** Nobody but an operator can tell; nothing is done until one has looked. */
  record Parked(String reason) implements LedgerOutcome {}
}

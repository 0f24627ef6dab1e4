package dev.firn.catalog.ledger;

import java.util.List;

/**
 * One numbered commit, as it was planned and journaled; every attempt is made with the same value.
 *
 * @param tableUuid the table for which the files were written
 * @param ledger its number L
 * @param commitId unique to this plan
 * @param fileDescriptors of the files to add, from {@code WrittenFile}
 * @param baseSnapshotId the table's snapshot when the commit was planned, -1 for none
 * @param baseSequenceNumber that snapshot's sequence number, 0 for none
 * @param undone earlier commits of these files that were found rolled back; should one of them be
 *     in the table's history again, this commit must not be made
 */
public record LedgerCommit(
    String tableUuid,
    long ledger,
    String commitId,
    List<String> fileDescriptors,
    long baseSnapshotId,
    long baseSequenceNumber,
    List<LedgerMarker> undone) {

  public LedgerCommit {
    if (ledger < 1 || fileDescriptors.isEmpty()) {
      throw new IllegalArgumentException(
          "A commit has a number >= 1 and files, not " + ledger + " and " + fileDescriptors.size());
    }
    fileDescriptors = List.copyOf(fileDescriptors);
    undone = List.copyOf(undone);
  }

  /** A commit of files that were never committed before. */
  public LedgerCommit(
      String tableUuid,
      long ledger,
      String commitId,
      List<String> fileDescriptors,
      long baseSnapshotId,
      long baseSequenceNumber) {
    this(
        tableUuid,
        ledger,
        commitId,
        fileDescriptors,
        baseSnapshotId,
        baseSequenceNumber,
        List.of());
  }

  public LedgerMarker marker() {
    return new LedgerMarker(ledger, commitId);
  }
}

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
 */
public record LedgerCommit(
    String tableUuid,
    long ledger,
    String commitId,
    List<String> fileDescriptors,
    long baseSnapshotId,
    long baseSequenceNumber) {

  public LedgerCommit {
    if (ledger < 1 || fileDescriptors.isEmpty()) {
      throw new IllegalArgumentException(
          "A commit has a number >= 1 and files, not " + ledger + " and " + fileDescriptors.size());
    }
    fileDescriptors = List.copyOf(fileDescriptors);
  }

  public LedgerMarker marker() {
    return new LedgerMarker(ledger, commitId);
  }
}

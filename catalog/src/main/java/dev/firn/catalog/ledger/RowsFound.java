package dev.firn.catalog.ledger;

/**
 * Whether the rows of some files are in the table.
 *
 * @param snapshotId the snapshot that was searched, -1 for none
 * @param gone files of them that are not in the store either, so that there is nothing to compare
 */
public record RowsFound(
    String tableUuid, long snapshotId, long sequenceNumber, int files, int live, int gone) {

  public boolean isAll() {
    return live == files;
  }

  public boolean isNone() {
    return live == 0 && gone == 0;
  }
}

package dev.firn.catalog.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * What of earlier commits is still in the table, from what is seen of it alone.
 *
 * @param snapshotId the table's current snapshot, -1 for none
 * @param lost numbers of commits that are gone, in order
 * @param dropped likewise, but an operator meant it
 * @param undecided likewise; history does not tell, rows may
 */
public record LedgerExamination(
    String tableUuid,
    long snapshotId,
    long sequenceNumber,
    List<Long> lost,
    List<Long> dropped,
    List<Long> undecided) {

  public LedgerExamination {
    lost = List.copyOf(lost);
    dropped = List.copyOf(dropped);
    undecided = List.copyOf(undecided);
  }

  /**
   * @param anchor a snapshot that is known to hold all of them, -1 if there is none
   */
  static LedgerExamination of(TableSight table, long anchor, List<KeptCommit> kept) {
    List<Long> lost = new ArrayList<>();
    List<Long> dropped = new ArrayList<>();
    List<Long> undecided = new ArrayList<>();
    for (KeptCommit commit : table.contains(anchor) ? List.<KeptCommit>of() : kept) {
      if (commit.markers().stream().anyMatch(marker -> table.snapshotOf(marker).isPresent())) {
        continue;
      }
      if (!table.seesAllSince(commit.baseSequenceNumber())) {
        undecided.add(commit.ledger());
      } else if (table.dropped().contains(commit.ledger())) {
        dropped.add(commit.ledger());
      } else {
        lost.add(commit.ledger());
      }
    }
    return new LedgerExamination(
        table.uuid(),
        table.currentSnapshotId(),
        table.currentSequenceNumber(),
        lost,
        dropped,
        undecided);
  }
}

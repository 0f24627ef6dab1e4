package dev.firn.catalog.ledger;

import static java.util.stream.Collectors.toSet;

import dev.firn.catalog.ledger.TableSight.SeenSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of earlier commits is still in the table, from what is seen of it alone.
 *
 * @param snapshotId the table's current snapshot, -1 for none
 * @param lost numbers of commits that are gone, in order
 * @param dropped not seen in the history, however far that reaches, and an operator meant it: their
 *     rows are not asked, which would say no more than that they are gone
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

  static LedgerExamination of(TableSight table, List<KeptCommit> kept) {
    Set<Long> snapshots = table.ancestry().stream().map(SeenSnapshot::id).collect(toSet());
    Set<LedgerMarker> markers =
        table.ancestry().stream()
            .flatMap(seen -> Stream.ofNullable(seen.marker()))
            .collect(toSet());
    List<Long> lost = new ArrayList<>();
    List<Long> dropped = new ArrayList<>();
    List<Long> undecided = new ArrayList<>();
    for (KeptCommit commit : kept) {
      if (snapshots.contains(commit.seenIn())
          || commit.markers().stream().anyMatch(markers::contains)) {
        continue;
      }
      if (table.dropped().contains(commit.ledger())) {
        dropped.add(commit.ledger());
      } else if (!table.seesAllSince(commit.baseSequenceNumber())) {
        undecided.add(commit.ledger());
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

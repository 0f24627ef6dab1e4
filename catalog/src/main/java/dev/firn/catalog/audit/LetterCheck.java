package dev.firn.catalog.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether what a partition of events counts as dead letters is there: in the table of dead letters,
 * or in the buffer on its way there. A letter is durable before it is counted. The count was taken
 * first, then the buffer's, and then the table was looked at: there may be more than was counted,
 * never less.
 */
final class LetterCheck {
  private final String partition;
  private final PartitionAccounts originals;
  private final PartitionAccounts letters;

  LetterCheck(String partition, PartitionAccounts originals, PartitionAccounts letters) {
    this.partition = partition;
    this.originals = originals;
    this.letters = letters;
  }

  /** Rows that the partition counts as dead letters. */
  long counted() {
    return originals.rejected();
  }

  /**
   * Whether all letters went to this table. What went to one that another has replaced, or before
   * accounts are remembered, can be gone with it.
   */
  boolean isComparable(String tableUuid) {
    List<WriterAccount> epochs = letters.epochs();
    return epochs.stream().noneMatch(epoch -> epoch.isOfAnother(tableUuid))
        && (epochs.isEmpty() || epochs.get(0).epoch() == 1);
  }

  /**
   * @param inTable rows of the partition, whatever they are
   */
  Optional<Finding> all(long inTable) {
    return finding(counted() - inTable - letters.buffered(), inTable);
  }

  /** Epoch by epoch, so that letters of one cannot stand in for those of another. */
  Optional<Finding> byEpoch(List<LiveFile> files, RowReader reader) {
    Map<String, Long> inTable = byWriter(files, reader);
    long absent = 0;
    long found = 0;
    for (WriterAccount epoch : originals.epochs()) {
      long there = inTable.getOrDefault(partition + "#" + epoch.epoch(), 0L);
      absent += Math.max(0, epoch.rejected() - there);
      found += Math.min(epoch.rejected(), there);
    }
    return finding(absent - letters.buffered(), found);
  }

  private static Map<String, Long> byWriter(List<LiveFile> files, RowReader reader) {
    Map<String, Long> rows = new HashMap<>();
    for (LiveFile file : files) {
      reader.read(
          file,
          row -> {
            List<String> place = RowIdentity.DEAD_LETTER.of(row);
            if (!place.isEmpty()) {
              rows.merge(place.get(0), 1L, Long::sum);
            }
          },
          RowIdentity.DEAD_LETTER.columns());
    }
    return rows;
  }

  private Optional<Finding> finding(long missing, long found) {
    if (missing <= 0) {
      return Optional.empty();
    }
    List<WriterAccount> rejecting =
        originals.epochs().stream().filter(epoch -> epoch.rejected() > 0).toList();
    String counted =
        rejecting.stream()
            .map(epoch -> epoch.rejected() + " in epoch " + epoch.epoch())
            .collect(Collectors.joining(", "));
    return Optional.of(
        new Finding(
            Check.ACCOUNTS,
            partition,
            rejecting.size() == 1 ? rejecting.get(0).epoch() : 0,
            "",
            missing,
            missing
                + " dead letters are nowhere: the partition counts "
                + counted
                + "; "
                + found
                + " are in their table and "
                + letters.buffered()
                + " on the way there"));
  }
}

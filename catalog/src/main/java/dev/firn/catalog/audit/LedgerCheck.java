package dev.firn.catalog.audit;

import dev.firn.catalog.ledger.DroppedLedgers;
import dev.firn.catalog.ledger.LedgerMarker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Whether the ledger's numbers follow each other, as far as the table's history reaches, and keep
 * step with the committer. A number that was rolled back is missing from history for good, and is
 * no gap where that is explained: by the committer, by the table's own list of what an operator
 * dropped, or by the snapshot itself, as long as it is there outside the current one's ancestry.
 */
final class LedgerCheck {
  private static final int MOST_NAMED = 100;

  private final Table table;
  private final LongPredicate isGone;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param isGone numbers that the committer knows to be missing
   */
  LedgerCheck(Table table, LongPredicate isGone) {
    this.table = table;
    this.isGone = isGone;
  }

  List<String> notes() {
    return notes;
  }

  /**
   * @param before the committer's number before the table was looked at
   * @param after the same afterwards; one commit may be open, and land before it is known
   */
  List<Finding> check(OptionalLong before, OptionalLong after) {
    List<Finding> findings = new ArrayList<>();
    List<LedgerMarker> history = new ArrayList<>();
    Set<Long> ancestry = new HashSet<>();
    try {
      for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
        ancestry.add(snapshot.snapshotId());
        marker(snapshot.summary()).ifPresent(history::add);
      }
      Optional<LedgerMarker> property = marker(table.properties());
      DroppedLedgers dropped = DroppedLedgers.in(table.properties());
      Set<Long> outside = outside(ancestry);
      checkHistory(
          history,
          number -> isGone.test(number) || dropped.contains(number) || outside.contains(number),
          findings);
      checkProperty(history, property, dropped, findings);
      checkCommitter(newest(history, property), before, after, findings);
    } catch (IllegalArgumentException e) {
      findings.add(Finding.ofTable(Check.LEDGER, String.valueOf(e.getMessage())));
    }
    return findings;
  }

  private static Optional<LedgerMarker> marker(Map<String, String> values) {
    return Optional.ofNullable(values.get(LedgerMarker.KEY)).map(LedgerMarker::parse);
  }

  /** Numbers of commits that landed and are in the current snapshot's history no longer. */
  private Set<Long> outside(Set<Long> ancestry) {
    Set<Long> numbers = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (!ancestry.contains(snapshot.snapshotId())) {
        marker(snapshot.summary()).ifPresent(marker -> numbers.add(marker.ledger()));
      }
    }
    return numbers;
  }

  private void checkHistory(
      List<LedgerMarker> newestFirst, LongPredicate isExplained, List<Finding> findings) {
    for (int i = 1; i < newestFirst.size(); i++) {
      long number = newestFirst.get(i).ledger();
      long next = newestFirst.get(i - 1).ledger();
      if (next <= number) {
        findings.add(
            Finding.ofTable(
                Check.LEDGER, "ledger number " + next + " follows " + number + " in the history"));
      }
      List<Long> gap = new ArrayList<>();
      List<Long> explained = new ArrayList<>();
      for (long missing = number + 1; missing < next && gap.size() < MOST_NAMED; missing++) {
        (isExplained.test(missing) ? explained : gap).add(missing);
      }
      if (!explained.isEmpty()) {
        notes.add(
            "commits "
                + explained.get(0)
                + " to "
                + explained.get(explained.size() - 1)
                + " were rolled back; what was not meant to be is added again");
      }
      if (!gap.isEmpty()) {
        findings.add(
            Finding.ofTable(
                Check.LEDGER,
                "the ledger has a gap: commits "
                    + gap
                    + " are missing between "
                    + newestFirst.get(i)
                    + " and "
                    + newestFirst.get(i - 1)));
      }
    }
  }

  private void checkProperty(
      List<LedgerMarker> history,
      Optional<LedgerMarker> property,
      DroppedLedgers dropped,
      List<Finding> findings) {
    if (history.isEmpty() || property.isEmpty()) {
      if (!history.isEmpty()) {
        findings.add(
            Finding.ofTable(
                Check.LEDGER,
                "the table's property "
                    + LedgerMarker.KEY
                    + " is gone; its history is at "
                    + history.get(0)));
      }
      return;
    }
    LedgerMarker newest = history.get(0);
    LedgerMarker stated = property.get();
    if (stated.ledger() < newest.ledger()
        || (stated.ledger() == newest.ledger() && !stated.equals(newest))) {
      findings.add(
          Finding.ofTable(
              Check.LEDGER, "the table's property says " + stated + " and its history " + newest));
    } else if (stated.ledger() > newest.ledger()) {
      String what = "commits after " + newest.ledger() + " up to " + stated.ledger();
      if (LongStream.rangeClosed(newest.ledger() + 1, stated.ledger())
          .allMatch(dropped::contains)) {
        notes.add(what + " were rolled back by an operator");
      } else {
        findings.add(
            Finding.ofTable(
                Check.LEDGER, what + " have left the table's history: someone rolled it back"));
      }
    }
  }

  private static long newest(List<LedgerMarker> history, Optional<LedgerMarker> property) {
    long inHistory = history.isEmpty() ? 0 : history.get(0).ledger();
    return Math.max(inHistory, property.map(LedgerMarker::ledger).orElse(0L));
  }

  private static void checkCommitter(
      long ledger, OptionalLong before, OptionalLong after, List<Finding> findings) {
    if (before.isPresent() && ledger < before.getAsLong()) {
      findings.add(
          Finding.ofTable(
              Check.LEDGER,
              "the committer has committed up to "
                  + before.getAsLong()
                  + ", the table's ledger is at "
                  + ledger
                  + ": it was rolled back or replaced"));
    }
    if (after.isPresent() && ledger > after.getAsLong() + 1) {
      findings.add(
          Finding.ofTable(
              Check.LEDGER,
              "the table's ledger is at "
                  + ledger
                  + ", the committer knows "
                  + after.getAsLong()
                  + ": another one commits, or the journal went backwards"));
    }
  }
}

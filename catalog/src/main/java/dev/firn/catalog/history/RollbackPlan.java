package dev.firn.catalog.history;

import dev.firn.catalog.ledger.DroppedLedgers;
import dev.firn.catalog.ledger.LedgerMarker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * What going back to a snapshot means for a table as it was loaded. The operator has looked at the
 * table up to some snapshot; what the ledger has committed since goes out of the history with the
 * rest and is not dropped, so that its committer finds it lost and adds it again.
 *
 * @param head the current snapshot
 * @param leaving snapshots that are no longer in the history, newest first, as far as it is kept
 * @param newer those of them that the operator has not seen, likewise
 * @param dropped numbers of commits that are not to be added again
 */
record RollbackPlan(
    Snapshot head,
    Snapshot target,
    List<Snapshot> leaving,
    List<Snapshot> newer,
    NavigableSet<Long> dropped) {

  RollbackPlan {
    leaving = List.copyOf(leaving);
    newer = List.copyOf(newer);
    dropped = new TreeSet<>(dropped);
  }

  /**
   * @param through the newest snapshot that the operator has seen; empty for all
   * @throws HistoryRefusedException when it is there already, or cannot be done without harm
   */
  static RollbackPlan of(Table table, Snapshot target, OptionalLong through) {
    Snapshot head = table.currentSnapshot();
    if (head.snapshotId() == target.snapshotId()) {
      throw new HistoryRefusedException(
          "Snapshot " + target.snapshotId() + " is the current one already");
    }
    List<Snapshot> line = line(table, head);
    List<Snapshot> targetLine = line(table, target);
    Set<Long> stays = targetLine.stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
    List<Snapshot> leaving =
        line.stream().takeWhile(snapshot -> !stays.contains(snapshot.snapshotId())).toList();
    List<Snapshot> newer = newer(line, through.orElse(head.snapshotId()), leaving);
    NavigableSet<Long> dropped = numbers(leaving.subList(newer.size(), leaving.size()));
    boolean isCut = leaving.size() == line.size() && line.get(line.size() - 1).parentId() != null;
    if (isCut) {
      addExpired(leaving, targetLine, dropped);
    }
    requireFew(dropped);
    return new RollbackPlan(head, target, leaving, newer, dropped);
  }

  private static List<Snapshot> line(Table table, Snapshot from) {
    List<Snapshot> line = new ArrayList<>();
    SnapshotUtil.ancestorsOf(from.snapshotId(), table::snapshot).forEach(line::add);
    return line;
  }

  private static List<Snapshot> newer(List<Snapshot> line, long through, List<Snapshot> leaving) {
    int seen = 0;
    while (seen < line.size() && line.get(seen).snapshotId() != through) {
      seen++;
    }
    if (seen == line.size()) {
      throw new HistoryRefusedException(
          "Snapshot "
              + through
              + ", up to which the table was looked at, is not in its history: it has been rolled"
              + " back since, or the snapshot has been expired; look again");
    }
    List<Snapshot> newer = leaving.subList(0, Math.min(seen, leaving.size()));
    newer.stream()
        .filter(snapshot -> !isOfLedger(snapshot) && !isRewrite(snapshot))
        .findFirst()
        .ifPresent(
            snapshot -> {
              throw new HistoryRefusedException(
                  "Another client has committed snapshot "
                      + snapshot.snapshotId()
                      + " ("
                      + snapshot.operation()
                      + ") since the table was looked at; look again");
            });
    return newer;
  }

  private static boolean isOfLedger(Snapshot snapshot) {
    return snapshot.summary().containsKey(LedgerMarker.KEY);
  }

  /** Without it the rows are there as they were, in the files that it had replaced. */
  private static boolean isRewrite(Snapshot snapshot) {
    return DataOperations.REPLACE.equals(snapshot.operation());
  }

  private static NavigableSet<Long> numbers(List<Snapshot> snapshots) {
    return snapshots.stream()
        .flatMap(snapshot -> number(snapshot).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<Long> number(Snapshot snapshot) {
    return Optional.ofNullable(snapshot.summary().get(LedgerMarker.KEY))
        .map(marker -> LedgerMarker.parse(marker).ledger());
  }

  /** Snapshots between the two are gone; which commits these were, their neighbours tell. */
  private static void addExpired(
      List<Snapshot> leaving, List<Snapshot> targetLine, NavigableSet<Long> dropped) {
    NavigableSet<Long> left = numbers(leaving);
    NavigableSet<Long> kept = numbers(targetLine);
    if (!left.isEmpty()) {
      LongStream.range(kept.isEmpty() ? 1 : kept.last() + 1, left.first()).forEach(dropped::add);
    }
  }

  private static void requireFew(NavigableSet<Long> dropped) {
    int ranges = DroppedLedgers.ranges(dropped).size();
    if (ranges > DroppedLedgers.KEPT) {
      throw new HistoryRefusedException(
          "The commits to take out are in "
              + ranges
              + " pieces, more than the "
              + DroppedLedgers.KEPT
              + " that a table can remember; go back in several steps");
    }
  }

  /** Numbers of commits that are going to be added again. */
  NavigableSet<Long> addedAgain() {
    return numbers(newer);
  }

  /** What the table is to say of dropped commits afterwards. */
  DroppedLedgers property(Table table) {
    Set<Long> back = new HashSet<>(numbers(line(table, target)));
    return DroppedLedgers.in(table.properties()).without(back).with(dropped);
  }

  /** A name for what was current, which other names of the table leave free. */
  String tag(Map<String, ?> taken) {
    String name = "before-rollback-" + head.sequenceNumber();
    return Stream.iterate(1, count -> count + 1)
        .map(count -> count == 1 ? name : name + "-" + count)
        .filter(free -> !taken.containsKey(free))
        .findFirst()
        .orElseThrow();
  }
}

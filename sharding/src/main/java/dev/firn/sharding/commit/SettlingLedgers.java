package dev.firn.sharding.commit;

import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.KeptLedger.Lost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The commits that settle, and those of them that are gone and wait to be added again. */
final class SettlingLedgers {
  private final TreeMap<Long, KeptLedger> kept = new TreeMap<>();
  private final TreeMap<Long, Lost> lost = new TreeMap<>();
  private final GoneLedgers gone = new GoneLedgers();

  void restore(List<KeptLedger> keptBefore, List<Lost> lostBefore, List<LedgerRange> goneBefore) {
    keptBefore.forEach(this::keep);
    goneBefore.forEach(gone::add);
    lostBefore.forEach(missed -> lost.put(missed.kept().ledger(), missed));
  }

  void keep(KeptLedger ledger) {
    kept.put(ledger.ledger(), ledger);
  }

  /** Gone from the table, as seen in this snapshot. */
  void lose(long ledger, long snapshotId, long sequenceNumber) {
    KeptLedger missed = kept.remove(ledger);
    if (missed != null) {
      lose(missed, snapshotId, sequenceNumber);
    }
  }

  /** The number is used, and explained as missing in the table's history. */
  void go(long ledger) {
    gone.add(ledger);
  }

  List<LedgerRange> gone() {
    return gone.ranges();
  }

  /** The commit is in the table's history after all, and settles from now on. */
  void cameBack(KeptLedger ledger, long now) {
    gone.remove(ledger.ledger());
    keep(ledger.asOf(now));
  }

  void lose(KeptLedger missed, long snapshotId, long sequenceNumber) {
    lost.put(missed.ledger(), new Lost(missed, snapshotId, sequenceNumber));
    go(missed.ledger());
  }

  /**
   * Its files are under another number. Where it was thought to be there when that landed, it was
   * not: no commit lands late on a table that has changed.
   */
  Optional<KeptLedger> take(long ledger) {
    KeptLedger thought = kept.remove(ledger);
    if (thought == null) {
      return takeLost(ledger);
    }
    go(ledger);
    return Optional.of(thought);
  }

  /** The files of a plan under its number, and no longer under an earlier one. */
  KeptLedger asKept(Planned plan, long plannedNumber, long at) {
    long base = plan.baseSequenceNumber();
    int files = plan.files().size();
    return take(plan.again())
        .map(kept -> kept.again(plan.ledger(), plan.marker(), base, plannedNumber, files, at))
        .orElseGet(
            () ->
                new KeptLedger(
                    plan.ledger(), List.of(plan.marker()), base, plannedNumber, files, at));
  }

  /** No longer lost, because its files are under another number or found again. */
  Optional<KeptLedger> takeLost(long ledger) {
    return Optional.ofNullable(lost.remove(ledger)).map(Lost::kept);
  }

  void drop(long ledger) {
    kept.remove(ledger);
    lost.remove(ledger);
    go(ledger);
  }

  void settleThrough(long ledger) {
    kept.headMap(ledger, true).clear();
  }

  /**
   * Lost commits of which no partition has ever heard, but for one: the rows are with them yet.
   *
   * @return what was dropped
   */
  List<KeptLedger> dropUnheard(long exception) {
    List<KeptLedger> dropped =
        unheard().stream().filter(gone -> gone.ledger() != exception).toList();
    dropped.forEach(gone -> lost.remove(gone.ledger()));
    return dropped;
  }

  /** Lost commits of which no partition has ever heard: those that had them send them again. */
  List<KeptLedger> unheard() {
    return lost.values().stream().map(Lost::kept).filter(gone -> !gone.wasHeardOf()).toList();
  }

  void clear() {
    kept.clear();
    lost.clear();
  }

  List<KeptLedger> kept() {
    return List.copyOf(kept.values());
  }

  List<Lost> lost() {
    return List.copyOf(lost.values());
  }

  /** Under which the files of a lost commit were in the table. */
  List<String> markersOfLost(long ledger) {
    return Optional.ofNullable(lost.get(ledger))
        .map(missed -> missed.kept().markers())
        .orElse(List.of());
  }

  /** Whether nothing settles and nothing is to be added again. */
  boolean isEmpty() {
    return kept.isEmpty() && lost.isEmpty();
  }

  Optional<KeptLedger> find(long ledger) {
    return Optional.ofNullable(kept.get(ledger));
  }

  /** What is to be added again next. */
  Optional<Lost> nextLost() {
    return lost.isEmpty() ? Optional.empty() : Optional.of(lost.firstEntry().getValue());
  }

  /** The newest of the oldest commits that have settled, without a gap. */
  Optional<KeptLedger> newestThrough(Predicate<KeptLedger> hasSettled) {
    KeptLedger newest = null;
    for (KeptLedger ledger : kept.values()) {
      if (!hasSettled.test(ledger)) {
        break;
      }
      newest = ledger;
    }
    return Optional.ofNullable(newest);
  }

  /** Those of these numbers that are kept or lost. */
  List<Long> among(long from, long through) {
    List<Long> numbers = new ArrayList<>(kept.subMap(from, true, through, true).keySet());
    numbers.addAll(lost.subMap(from, true, through, true).keySet());
    return numbers;
  }

  /** The first event of the journal that still is the only copy of a list of files. */
  long firstNeeded() {
    Stream<KeptLedger> missing = lost.values().stream().map(Lost::kept);
    return Stream.concat(kept.values().stream(), missing)
        .mapToLong(KeptLedger::plannedNumber)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}

package dev.firn.sharding.commit;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which snapshot each commit that settles was last known to be. A snapshot holds what the one
 * before it held, so what is known of a commit stays known for as long as that snapshot is in the
 * table's history, however it was found out: from a marker, or from the rows themselves. In memory
 * only: after a restart the table is looked at.
 */
final class SeenCommits {
  static final long NOWHERE = -1;

  private final Map<Long, Long> seenIn = new HashMap<>();

  /** Of the commits since the look that is under way began: on which snapshot came which. */
  private final Map<Long, Long> successors = new HashMap<>();

  void forgetAll() {
    seenIn.clear();
    successors.clear();
  }

  /** What was missed is not known to be anywhere, should it come back. */
  void forget(Collection<Long> ledgers) {
    seenIn.keySet().removeAll(ledgers);
  }

  /** What is seen from now on is seen in a snapshot that may have successors by the time. */
  void beginLook(List<KeptLedger> kept) {
    successors.clear();
    seenIn.keySet().retainAll(kept.stream().map(KeptLedger::ledger).toList());
  }

  /** Was seen in this snapshot, and so is in those that were committed on top of it since. */
  void see(long ledger, long snapshotId) {
    long newest = snapshotId;
    for (int most = successors.size(); most > 0; most--) {
      newest = successors.getOrDefault(newest, newest);
    }
    if (newest != NOWHERE) {
      seenIn.put(ledger, newest);
    }
  }

  /**
   * Was read back.
   *
   * @param base on which it was planned, {@link #NOWHERE} for none
   * @param isOnBase whether the base was then in the table's history
   */
  void commit(long ledger, long base, long snapshotId, boolean isOnBase) {
    if (isOnBase && base != NOWHERE && base != snapshotId) {
      seenIn.replaceAll((number, seen) -> seen == base ? snapshotId : seen);
      successors.put(base, snapshotId);
    }
    seenIn.put(ledger, snapshotId);
  }

  long of(long ledger) {
    return seenIn.getOrDefault(ledger, NOWHERE);
  }

  boolean isKnown(long ledger) {
    return seenIn.containsKey(ledger);
  }

  /** Whether one snapshot is known to hold all of them. */
  boolean areAllIn(List<KeptLedger> kept, long snapshotId) {
    return snapshotId != NOWHERE
        && kept.stream().allMatch(ledger -> of(ledger.ledger()) == snapshotId);
  }
}

package dev.firn.sharding.partition;

import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Where the newest of the appends went that are held no longer. */
final class CommittedRanges {
  private static final int KEPT = 64;

  private final ArrayDeque<CommittedRange> ranges = new ArrayDeque<>();

  void add(CommittedRange range) {
    ranges.addLast(range);
    if (ranges.size() > KEPT) {
      ranges.removeFirst();
    }
  }

  /** All but the newest commit: of every append it can be said that it was committed. */
  void forgetOlder() {
    Optional<CommittedRange> newest = newestCommit();
    ranges.clear();
    newest.ifPresent(ranges::add);
  }

  Optional<CommittedRange> newestCommit() {
    Iterable<CommittedRange> newestFirst = ranges::descendingIterator;
    return StreamSupport.stream(newestFirst.spliterator(), false)
        .filter(CommittedRange::isCommitted)
        .findFirst();
  }

  /** The snapshots in which commits were seen, the newest last. */
  List<Long> snapshots() {
    return ranges.stream()
        .filter(CommittedRange::isCommitted)
        .map(CommittedRange::snapshotId)
        .distinct()
        .toList();
  }

  Whereabouts locate(Position position) {
    return ranges.stream()
        .filter(range -> range.holds(position))
        .findFirst()
        .<Whereabouts>map(
            range ->
                range.isCommitted()
                    ? new Whereabouts.InSnapshot(range.ledger(), range.snapshotId())
                    : new Whereabouts.Rejected())
        .orElseGet(Whereabouts.NeverSeen::new);
  }

  List<CommittedRange> list() {
    return List.copyOf(ranges);
  }
}

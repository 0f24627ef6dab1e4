package dev.firn.sharding.partition;

import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Files that are written and wait for their commit, by their appends. */
final class PreparedFlushes {
  private final List<PreparedFlush> flushes = new ArrayList<>();

  void add(PreparedFlush flush) {
    flushes.add(flush);
    flushes.sort(Comparator.comparingLong(PreparedFlush::from));
  }

  void remove(String flushId) {
    flushes.removeIf(flush -> flush.flushId().equals(flushId));
  }

  Optional<PreparedFlush> find(String flushId) {
    return flushes.stream().filter(flush -> flush.flushId().equals(flushId)).findFirst();
  }

  /** The file that holds an append. */
  Optional<PreparedFlush> holding(long append) {
    return flushes.stream().filter(flush -> holds(flush, append)).findFirst();
  }

  /** Asked for every append at every flush: no stream. */
  boolean isWritten(long append) {
    for (PreparedFlush flush : flushes) {
      if (holds(flush, append)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(PreparedFlush flush, long append) {
    return flush.from() <= append && append <= flush.to();
  }

  Optional<PreparedFlush> beginningWith(long append) {
    return flushes.stream().filter(flush -> flush.from() == append).findFirst();
  }

  /** Those up to an append that continue from the first one on without a gap. */
  List<PreparedFlush> prefix(long first, long through) {
    List<PreparedFlush> prefix = new ArrayList<>();
    long next = first;
    for (PreparedFlush flush : flushes) {
      if (flush.from() != next || flush.to() > through) {
        break;
      }
      prefix.add(flush);
      next = flush.to() + 1;
    }
    return prefix;
  }

  boolean isGapBefore(AppendRef first) {
    return !flushes.isEmpty() && first.append() < flushes.get(0).from();
  }

  /** A run in place of one that a file has lost stays with that file; whether there was one. */
  boolean replaceIds(IdsMerged event) {
    boolean isOfThese = flushes.stream().anyMatch(flush -> event.replaced().contains(flush.ids()));
    flushes.replaceAll(
        flush -> event.replaced().contains(flush.ids()) ? flush.with(event.merged()) : flush);
    return isOfThese;
  }

  List<IdRunRef> idRuns() {
    return flushes.stream().map(PreparedFlush::ids).toList();
  }

  boolean isEmpty() {
    return flushes.isEmpty();
  }

  List<PreparedFlush> list() {
    return List.copyOf(flushes);
  }
}

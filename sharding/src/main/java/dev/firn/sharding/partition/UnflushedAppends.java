package dev.firn.sharding.partition;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The appends of the open epoch that are not in the table, in order and without a gap, with their
 * sums. An append that is left without rows keeps its place. Owned by the partition's state.
 */
final class UnflushedAppends implements Iterable<AppendRef> {
  private final ArrayDeque<AppendRef> refs = new ArrayDeque<>();
  private long rows;
  private long bytes;
  private int emptied;

  void push(AppendRef ref) {
    refs.addLast(ref);
    rows += ref.rows();
    bytes += ref.bytes();
    emptied += ref.isEmptied() ? 1 : 0;
  }

  private AppendRef forgetFirst() {
    AppendRef gone = refs.removeFirst();
    rows -= gone.rows();
    bytes -= gone.bytes();
    emptied -= gone.isEmptied() ? 1 : 0;
    return gone;
  }

  void forgetThrough(long append) {
    while (!refs.isEmpty() && refs.getFirst().append() <= append) {
      forgetFirst();
    }
  }

  void forgetAll() {
    forgetThrough(Long.MAX_VALUE);
  }

  /** These rows of an append are held no longer. */
  void leaveOut(long append, BitSet rejected) {
    for (int i = refs.size(); i > 0; i--) {
      AppendRef ref = forgetFirst();
      push(ref.append() == append ? ref.without(rejected) : ref);
    }
  }

  @Nullable AppendRef first() {
    return refs.peekFirst();
  }

  /** The oldest that has rows. */
  Optional<AppendRef> oldest() {
    AppendRef first = refs.peekFirst();
    return first == null || !first.isEmptied()
        ? Optional.ofNullable(first)
        : refs.stream().filter(ref -> !ref.isEmptied()).findFirst();
  }

  Optional<AppendRef> find(long append) {
    return refs.stream().filter(ref -> ref.append() == append).findFirst();
  }

  Optional<AppendRef> ofBatch(long batchId) {
    return refs.stream().filter(ref -> ref.batchId() == batchId).findFirst();
  }

  List<AppendRef> through(long append) {
    return refs.stream().takeWhile(ref -> ref.append() <= append).toList();
  }

  /** By the append's number, the rows of it that no file will hold. */
  Map<Long, BitSet> leftOut() {
    Map<Long, BitSet> leftOut = new HashMap<>();
    refs.forEach(ref -> leftOut.put(ref.append(), ref.duplicates()));
    return leftOut;
  }

  List<AppendRef> list() {
    return List.copyOf(refs);
  }

  @Override
  public Iterator<AppendRef> iterator() {
    return refs.iterator();
  }

  boolean isEmpty() {
    return refs.isEmpty();
  }

  /** Whether some are left without rows. */
  boolean hasEmptied() {
    return emptied > 0;
  }

  int size() {
    return refs.size();
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }
}

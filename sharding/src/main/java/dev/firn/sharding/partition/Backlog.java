package dev.firn.sharding.partition;

import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The appends of the open epoch that are not in the table, and the files that hold some of them
 * already. What is in no file yet can go into the next. Changed by the partition's state alone.
 */
final class Backlog implements Iterable<AppendRef> {
  private final UnflushedAppends unflushed = new UnflushedAppends();
  private final PreparedFlushes prepared = new PreparedFlushes();
  private Unwritten unwritten = Unwritten.NOTHING;

  static Backlog of(List<AppendRef> unflushed, List<PreparedFlush> prepared) {
    Backlog backlog = new Backlog();
    unflushed.forEach(backlog.unflushed::push);
    prepared.forEach(backlog.prepared::add);
    backlog.recountUnwritten();
    return backlog;
  }

  void append(AppendRef ref) {
    unflushed.push(ref);
    unwritten = unwritten.plus(ref);
  }

  /** An append that is left without rows stays: the next file's range begins with it. */
  void leaveOut(long append, BitSet rows) {
    unflushed.leaveOut(append, rows);
    recountUnwritten();
  }

  void prepare(PreparedFlush flush) {
    prepared.add(flush);
    recountUnwritten();
  }

  void abort(String flushId) {
    prepared.remove(flushId);
    recountUnwritten();
  }

  /**
   * A file's range begins with the appends without rows that are before it. Where it does not, the
   * table's committer has counted these already, see {@link Cut}: their places are over.
   *
   * @return whether there were such appends
   */
  boolean forgetEmptiedBefore(long from) {
    List<AppendRef> before = unflushed.through(from - 1);
    if (before.isEmpty()
        || !before.stream().allMatch(ref -> ref.isEmptied() && !prepared.isWritten(ref.append()))) {
      return false;
    }
    unflushed.forgetThrough(from - 1);
    return true;
  }

  /** Commits come in the order of the appends, so a flushed range is always a prefix. */
  PreparedFlush committed(String flushId) {
    PreparedFlush flush =
        preparedFlush(flushId)
            .orElseThrow(() -> new IllegalStateException("No prepared flush " + flushId));
    AppendRef first = unflushed.first();
    if (first == null || first.append() != flush.from()) {
      throw new IllegalStateException("Flushed out of sequence: " + flush + " before " + first);
    }
    prepared.remove(flushId);
    return flush;
  }

  void forgetThrough(long append) {
    unflushed.forgetThrough(append);
  }

  /** Whether there were appends, which then were without rows. */
  boolean forgetAll() {
    boolean wereSome = !unflushed.isEmpty();
    unflushed.forgetAll();
    return wereSome;
  }

  /** Whether one of the runs replaced was of a file here. */
  boolean replaceIds(IdsMerged event) {
    return prepared.replaceIds(event);
  }

  private void recountUnwritten() {
    unwritten = Unwritten.NOTHING;
    for (AppendRef ref : unflushed) {
      if (!prepared.isWritten(ref.append())) {
        unwritten = unwritten.plus(ref);
      }
    }
  }

  /** The prepared files up to this append that continue what is in the table without a gap. */
  List<PreparedFlush> committable(long through) {
    AppendRef first = unflushed.first();
    return first == null ? List.of() : prepared.prefix(first.append(), through);
  }

  /** Whether what is written waits for appends that are in no file: these come first, whatever. */
  boolean hasGapBeforePrepared() {
    AppendRef first = unflushed.first();
    return first != null && prepared.isGapBefore(first);
  }

  Optional<PreparedFlush> preparedFlush(String flushId) {
    return prepared.find(flushId);
  }

  List<PreparedFlush> prepared() {
    return prepared.list();
  }

  List<IdRunRef> idRuns() {
    return prepared.idRuns();
  }

  Optional<AppendRef> find(long append) {
    return unflushed.find(append);
  }

  /** The append that a batch made, while its rows are not in the table. */
  Optional<AppendRef> appendOf(long batchId) {
    return unflushed.ofBatch(batchId);
  }

  /** How much no file holds yet. */
  Unwritten unwritten() {
    return unwritten;
  }

  /** Appends that no file holds yet, as far as they can go into one file: a run without a gap. */
  List<AppendRef> nextFile(long mostOpenedBytes) {
    return NextFile.of(unflushed, prepared, mostOpenedBytes);
  }

  /**
   * A written file that can never be committed, because the appends before it are in no file and,
   * left without rows, never will be. Written anew, it begins with them.
   */
  Optional<PreparedFlush> strandedFlush() {
    return NextFile.stranded(unflushed, prepared);
  }

  /** The appends up to this one. */
  List<AppendRef> through(long append) {
    return unflushed.through(append);
  }

  List<AppendRef> list() {
    return unflushed.list();
  }

  @Override
  public Iterator<AppendRef> iterator() {
    return unflushed.iterator();
  }

  /** Where an append of this epoch has come to, if it is held. */
  Optional<Whereabouts> locate(long append) {
    AppendRef first = unflushed.first();
    if (first == null) {
      return Optional.empty();
    }
    if (unflushed.hasEmptied() && unflushed.find(append).filter(AppendRef::isEmptied).isPresent()) {
      return Optional.of(new Whereabouts.Rejected());
    }
    Optional<Whereabouts> written =
        prepared.holding(append).map(flush -> new Whereabouts.InFile(flush.file().location()));
    return written.isPresent() || append < first.append()
        ? written
        : Optional.of(new Whereabouts.Buffered());
  }

  /** The oldest append that has rows. */
  Optional<AppendRef> oldest() {
    return unflushed.oldest();
  }

  /** The first append, with rows or without. */
  Optional<AppendRef> first() {
    return Optional.ofNullable(unflushed.first());
  }

  /** By the append's number, the rows of it that no file will hold. */
  Map<Long, BitSet> leftOut() {
    return unflushed.leftOut();
  }

  /** Nothing is held that a table should have. */
  boolean isEmpty() {
    return unflushed.rows() == 0 && prepared.isEmpty();
  }

  int appends() {
    return unflushed.size();
  }

  long rows() {
    return unflushed.rows();
  }

  long bytes() {
    return unflushed.bytes();
  }
}

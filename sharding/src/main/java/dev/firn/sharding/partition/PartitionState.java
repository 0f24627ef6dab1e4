package dev.firn.sharding.partition;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.PartitionEvent.Closed;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.FlushAborted;
import dev.firn.sharding.partition.PartitionEvent.FlushPrepared;
import dev.firn.sharding.partition.PartitionEvent.Flushed;
import dev.firn.sharding.partition.PartitionEvent.IdsForgotten;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import dev.firn.sharding.partition.PartitionEvent.Opened;
import dev.firn.sharding.partition.PartitionEvent.RowsRejected;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a partition knows after the events it journaled: which appends are not yet in the table,
 * which of them are in files already, and where the earlier ones went. Every event counts one
 * sequence number, so the state knows each append's place in the journal. Changed by {@link #apply}
 * only, which the owning actor calls; {@link #snapshot()} is what leaves it.
 */
final class PartitionState {
  private @Nullable PartitionKey partition;
  private @Nullable String tableUuid;
  private long sequenceNumber;
  private long recoveredFrom;
  private long epoch;
  private boolean open;
  private long lastAppend;
  private long lastAcceptedAt;
  private Unwritten unwritten = Unwritten.NOTHING;
  private final UnflushedAppends unflushed = new UnflushedAppends();
  private final PreparedFlushes prepared = new PreparedFlushes();
  private final CommittedRanges committed = new CommittedRanges();
  private final List<IdRunRef> idRuns = new ArrayList<>();
  private Accounts accounts = new Accounts();

  static PartitionState of(PartitionSnapshot snapshot) {
    PartitionState state = new PartitionState();
    state.partition = snapshot.partition();
    state.tableUuid = snapshot.tableUuid();
    state.sequenceNumber = snapshot.sequenceNumber();
    state.recoveredFrom = snapshot.sequenceNumber();
    state.epoch = snapshot.epoch();
    state.open = snapshot.open();
    state.lastAppend = snapshot.lastAppend();
    state.lastAcceptedAt = snapshot.lastAcceptedAt();
    snapshot.unflushed().forEach(state.unflushed::push);
    snapshot.prepared().forEach(state.prepared::add);
    state.recountUnwritten();
    snapshot.committed().forEach(state.committed::add);
    state.idRuns.addAll(snapshot.idRuns());
    state.accounts =
        snapshot.accounts().isEmpty()
            ? Accounts.beginningWith(state.epoch, state.lastAppend, snapshot.unflushed())
            : Accounts.of(snapshot.accounts());
    return state;
  }

  PartitionSnapshot snapshot() {
    return new PartitionSnapshot(
        partition,
        tableUuid,
        sequenceNumber,
        epoch,
        open,
        lastAppend,
        lastAcceptedAt,
        unflushed.list(),
        prepared.list(),
        committed.list(),
        idRuns,
        accounts.epochs());
  }

  PartitionState apply(PartitionEvent event) {
    sequenceNumber++;
    if (event instanceof EventsAppended appended) {
      append(appended);
    } else if (event instanceof Opened opened) {
      partition = opened.partition();
      epoch = opened.epoch();
      open = true;
      lastAppend = 0;
      accounts.open(epoch);
    } else if (event instanceof FlushPrepared flush) {
      prepare(flush);
    } else if (event instanceof Flushed flushed) {
      flush(flushed);
    } else if (event instanceof FlushAborted aborted) {
      prepared.remove(aborted.flushId());
      recountUnwritten();
    } else if (event instanceof RowsRejected rejected) {
      reject(rejected);
    } else if (event instanceof IdsMerged merged) {
      replaceRuns(merged);
    } else if (event instanceof IdsForgotten) {
      forget();
    } else if (event instanceof Closed) {
      close();
    }
    return this;
  }

  private void append(EventsAppended event) {
    lastAppend = event.append();
    lastAcceptedAt = Math.max(lastAcceptedAt, event.acceptedAt());
    accounts.append(event.batch().rows(), event.duplicates().cardinality());
    AppendRef ref =
        new AppendRef(
            event.append(),
            sequenceNumber,
            event.batchId(),
            event.batch().rows() - event.duplicates().cardinality(),
            event.batch().sizeInBytes(),
            event.batch().bodyLength(),
            event.acceptedAt(),
            event.duplicates());
    unflushed.push(ref);
    unwritten = unwritten.plus(ref);
  }

  /** An append that is left without rows stays: the next file's range begins with it. */
  private void reject(RowsRejected event) {
    accounts.reject(event.rows().cardinality());
    unflushed.leaveOut(event.append(), event.rows());
    recountUnwritten();
  }

  /** Appends without rows that no later file came to cover end with their epoch. */
  private void close() {
    open = false;
    if (!unflushed.isEmpty()) {
      committed.add(new CommittedRange(epoch, lastAppend, 0, CommittedRange.NO_SNAPSHOT));
    }
    unflushed.forgetAll();
  }

  private void prepare(FlushPrepared event) {
    leaveEmptiedBefore(event.from());
    tableUuid = event.file().tableUuid();
    prepared.add(
        new PreparedFlush(event.flushId(), event.from(), event.to(), event.file(), event.ids()));
    recountUnwritten();
  }

  /**
   * A file's range begins with the appends without rows that are before it. Where it does not, the
   * table's committer has counted these already, see {@link Cut}: their places are over.
   */
  private void leaveEmptiedBefore(long from) {
    List<AppendRef> before = unflushed.through(from - 1);
    if (!before.isEmpty()
        && before.stream().allMatch(ref -> ref.isEmptied() && !prepared.isWritten(ref.append()))) {
      committed.add(new CommittedRange(epoch, from - 1, 0, CommittedRange.NO_SNAPSHOT));
      unflushed.forgetThrough(from - 1);
    }
  }

  private void recountUnwritten() {
    unwritten = Unwritten.NOTHING;
    for (AppendRef ref : unflushed) {
      if (!prepared.isWritten(ref.append())) {
        unwritten = unwritten.plus(ref);
      }
    }
  }

  /** Commits come in the order of the appends, so a flushed range is always a prefix. */
  private void flush(Flushed event) {
    PreparedFlush flush =
        preparedFlush(event.flushId())
            .orElseThrow(() -> new IllegalStateException("No prepared flush for " + event));
    AppendRef first = unflushed.first();
    if (first == null || first.append() != flush.from()) {
      throw new IllegalStateException("Flushed out of sequence: " + flush + " before " + first);
    }
    prepared.remove(flush.flushId());
    accounts.commit(flush, epoch, lastAppend, unflushed);
    unflushed.forgetThrough(flush.to());
    idRuns.add(flush.ids());
    committed.add(new CommittedRange(epoch, flush.to(), event.ledger(), event.snapshotId()));
  }

  private void replaceRuns(IdsMerged event) {
    if (!prepared.replaceIds(event)) {
      idRuns.removeAll(event.replaced());
      idRuns.add(event.merged());
    }
  }

  /**
   * What is left of a partition that is over: an epoch's number is never used again, and of each
   * append it can be said that it was committed.
   */
  private void forget() {
    idRuns.clear();
    committed.forgetOlder();
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

  Optional<AppendRef> unflushedAppend(long append) {
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

  /** The appends up to this one that are not in the table. */
  List<AppendRef> unflushedThrough(long append) {
    return unflushed.through(append);
  }

  /** Where an append has come to. */
  Whereabouts locate(Position position) {
    long append = position.append();
    if (position.epoch() > epoch || (position.epoch() == epoch && append > lastAppend)) {
      return new Whereabouts.NeverSeen();
    }
    return position.epoch() == epoch
        ? locateHeld(append).orElseGet(() -> committed.locate(position))
        : committed.locate(position);
  }

  private Optional<Whereabouts> locateHeld(long append) {
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

  /** Up to where the journal holds nothing that is still needed. */
  long truncatableThrough() {
    return oldest().map(ref -> ref.sequenceNumber() - 1).orElse(sequenceNumber);
  }

  PartitionAccount account(String id) {
    return accounts.account(id, lastAppend, unflushed.rows());
  }

  Optional<PartitionKey> partition() {
    return Optional.ofNullable(partition);
  }

  /** The table that the newest data file was written for. */
  Optional<String> tableUuid() {
    return Optional.ofNullable(tableUuid);
  }

  /** The sequence number of the snapshot that this state began with, 0 without one. */
  long recoveredFrom() {
    return recoveredFrom;
  }

  long sequenceNumber() {
    return sequenceNumber;
  }

  long epoch() {
    return epoch;
  }

  boolean isOpen() {
    return open;
  }

  long lastAppend() {
    return lastAppend;
  }

  long lastAcceptedAt() {
    return lastAcceptedAt;
  }

  /** The last append of the epoch of which nothing is held any more; not even an empty place. */
  long flushedThrough() {
    AppendRef first = unflushed.first();
    return first == null ? lastAppend : first.append() - 1;
  }

  /** Nothing is held that a table should have. */
  boolean isEmpty() {
    return unflushed.rows() == 0 && prepared.isEmpty();
  }

  int unflushedAppends() {
    return unflushed.size();
  }

  long unflushedRows() {
    return unflushed.rows();
  }

  long unflushedBytes() {
    return unflushed.bytes();
  }

  /** The oldest append that has rows which are not in the table. */
  Optional<AppendRef> oldest() {
    return unflushed.oldest();
  }

  /** By the append's number, the rows of it that no file will hold. */
  Map<Long, BitSet> leftOut() {
    return unflushed.leftOut();
  }

  List<PreparedFlush> prepared() {
    return prepared.list();
  }

  /**
   * Those of these objects that are no run of this partition. Names are compared: they are unique.
   */
  List<IdRunRef> strangersAmong(List<String> locations) {
    Set<String> known = new HashSet<>();
    idRuns.forEach(run -> known.add(run.fileName()));
    prepared.idRuns().forEach(run -> known.add(run.fileName()));
    return locations.stream()
        .map(location -> new IdRunRef(location, 0))
        .filter(run -> !known.contains(run.fileName()))
        .toList();
  }

  List<IdRunRef> idRuns() {
    return List.copyOf(idRuns);
  }

  /** The snapshots of the table in which its rows were seen, the newest last. */
  List<Long> committedSnapshots() {
    return committed.snapshots();
  }

  Optional<CommittedRange> newestCommit() {
    return committed.newestCommit();
  }
}

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a partition knows after the events it journaled: which appends are not yet in the table,
 * which of them are in files already, and where the earlier ones went. Every event counts one
 * sequence number, so the state knows each append's place in the journal. Changed by {@link #apply}
 * only, which the owning actor calls; {@link #snapshot()} is what leaves it.
 */
final class PartitionState {
  private static final int COMMITTED_RANGES_KEPT = 64;

  private @Nullable PartitionKey partition;
  private @Nullable String tableUuid;
  private long sequenceNumber;
  private long recoveredFrom;
  private long epoch;
  private boolean open;
  private long lastAppend;
  private long lastAcceptedAt;
  private long unflushedRows;
  private long unflushedBytes;
  private int emptied;
  private Unwritten unwritten = Unwritten.NOTHING;
  private final ArrayDeque<AppendRef> unflushed = new ArrayDeque<>();
  private final List<PreparedFlush> prepared = new ArrayList<>();
  private final ArrayDeque<CommittedRange> committed = new ArrayDeque<>();
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
    snapshot.unflushed().forEach(state::push);
    state.prepared.addAll(snapshot.prepared());
    state.recountUnwritten();
    state.committed.addAll(snapshot.committed());
    state.idRuns.addAll(snapshot.idRuns());
    state.accounts =
        snapshot.accounts().isEmpty()
            ? Accounts.beginningWith(state.epoch, state.lastAppend, state.unflushed)
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
        List.copyOf(unflushed),
        prepared,
        List.copyOf(committed),
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
      tableUuid = flush.file().tableUuid();
      prepared.add(
          new PreparedFlush(flush.flushId(), flush.from(), flush.to(), flush.file(), flush.ids()));
      prepared.sort(Comparator.comparingLong(PreparedFlush::from));
      recountUnwritten();
    } else if (event instanceof Flushed flushed) {
      flush(flushed);
    } else if (event instanceof FlushAborted aborted) {
      prepared.removeIf(flush -> flush.flushId().equals(aborted.flushId()));
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
    push(
        new AppendRef(
            event.append(),
            sequenceNumber,
            event.batchId(),
            event.batch().rows() - event.duplicates().cardinality(),
            event.batch().sizeInBytes(),
            event.batch().bodyLength(),
            event.acceptedAt(),
            event.duplicates()));
  }

  private void push(AppendRef ref) {
    unflushed.addLast(ref);
    unflushedRows += ref.rows();
    unflushedBytes += ref.bytes();
    emptied += ref.isEmptied() ? 1 : 0;
    unwritten = unwritten.plus(ref);
  }

  private void forgetFirst() {
    AppendRef gone = unflushed.removeFirst();
    unflushedRows -= gone.rows();
    unflushedBytes -= gone.bytes();
    emptied -= gone.isEmptied() ? 1 : 0;
  }

  /** An append that is left without rows stays: the next file's range begins with it. */
  private void reject(RowsRejected event) {
    accounts.reject(event.rows().cardinality());
    for (int i = unflushed.size(); i > 0; i--) {
      AppendRef ref = unflushed.getFirst();
      forgetFirst();
      push(ref.append() == event.append() ? ref.without(event.rows()) : ref);
    }
    recountUnwritten();
  }

  /** Appends without rows that no later file came to cover end with their epoch. */
  private void close() {
    open = false;
    if (!unflushed.isEmpty()) {
      remember(new CommittedRange(epoch, lastAppend, 0, CommittedRange.NO_SNAPSHOT));
    }
    while (!unflushed.isEmpty()) {
      forgetFirst();
    }
  }

  private void remember(CommittedRange range) {
    committed.addLast(range);
    if (committed.size() > COMMITTED_RANGES_KEPT) {
      committed.removeFirst();
    }
  }

  private void recountUnwritten() {
    unwritten = Unwritten.NOTHING;
    for (AppendRef ref : unflushed) {
      if (!isWritten(ref.append())) {
        unwritten = unwritten.plus(ref);
      }
    }
  }

  /** Commits come in the order of the appends, so a flushed range is always a prefix. */
  private void flush(Flushed event) {
    PreparedFlush flush =
        preparedFlush(event.flushId())
            .orElseThrow(() -> new IllegalStateException("No prepared flush for " + event));
    AppendRef first = unflushed.peekFirst();
    if (first == null || first.append() != flush.from()) {
      throw new IllegalStateException("Flushed out of sequence: " + flush + " before " + first);
    }
    prepared.remove(flush);
    accounts.commit(flush, epoch, lastAppend, unflushed);
    while (!unflushed.isEmpty() && unflushed.getFirst().append() <= flush.to()) {
      forgetFirst();
    }
    idRuns.add(flush.ids());
    remember(new CommittedRange(epoch, flush.to(), event.ledger(), event.snapshotId()));
  }

  /** A run in place of one that a prepared file has lost stays with that file. */
  private void replaceRuns(IdsMerged event) {
    boolean isOfPrepared =
        prepared.stream().anyMatch(flush -> event.replaced().contains(flush.ids()));
    prepared.replaceAll(
        flush -> event.replaced().contains(flush.ids()) ? flush.with(event.merged()) : flush);
    if (!isOfPrepared) {
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
    Optional<CommittedRange> newest = newestCommit();
    committed.clear();
    newest.ifPresent(committed::add);
  }

  /** The prepared files up to this append that continue what is in the table without a gap. */
  List<PreparedFlush> committable(long through) {
    List<PreparedFlush> prefix = new ArrayList<>();
    long next = unflushed.isEmpty() ? Long.MAX_VALUE : unflushed.getFirst().append();
    for (PreparedFlush flush : prepared) {
      if (flush.from() != next || flush.to() > through) {
        break;
      }
      prefix.add(flush);
      next = flush.to() + 1;
    }
    return prefix;
  }

  /** Whether what is written waits for appends that are in no file: these come first, whatever. */
  boolean hasGapBeforePrepared() {
    return !prepared.isEmpty()
        && !unflushed.isEmpty()
        && unflushed.getFirst().append() < prepared.get(0).from();
  }

  Optional<PreparedFlush> preparedFlush(String flushId) {
    return prepared.stream().filter(flush -> flush.flushId().equals(flushId)).findFirst();
  }

  Optional<AppendRef> unflushedAppend(long append) {
    return unflushed.stream().filter(ref -> ref.append() == append).findFirst();
  }

  /** The append that a batch made, while its rows are not in the table. */
  Optional<AppendRef> appendOf(long batchId) {
    return unflushed.stream().filter(ref -> ref.batchId() == batchId).findFirst();
  }

  /** How much no file holds yet. */
  Unwritten unwritten() {
    return unwritten;
  }

  /** Appends that no file holds yet, as far as they can go into one file: a run without a gap. */
  List<AppendRef> nextFile(long mostOpenedBytes) {
    List<AppendRef> run = new ArrayList<>();
    long bytes = 0;
    for (AppendRef ref : unflushed) {
      if (isWritten(ref.append())) {
        continue;
      }
      boolean gapBefore = !run.isEmpty() && run.get(run.size() - 1).append() + 1 != ref.append();
      if (gapBefore || (bytes > 0 && bytes + ref.openedBytes() > mostOpenedBytes)) {
        break;
      }
      run.add(ref);
      bytes += ref.openedBytes();
    }
    return run;
  }

  /**
   * A written file that can never be committed, because the appends before it are in no file and,
   * left without rows, never will be. Written anew, it begins with them.
   */
  Optional<PreparedFlush> strandedFlush() {
    if (emptied == 0) {
      return Optional.empty();
    }
    List<AppendRef> run = nextFile(Long.MAX_VALUE);
    if (run.isEmpty() || !run.stream().allMatch(AppendRef::isEmptied)) {
      return Optional.empty();
    }
    long next = run.get(run.size() - 1).append() + 1;
    return prepared.stream().filter(flush -> flush.from() == next).findFirst();
  }

  /** The appends up to this one that are not in the table. */
  List<AppendRef> unflushedThrough(long append) {
    return unflushed.stream().takeWhile(ref -> ref.append() <= append).toList();
  }

  private boolean isWritten(long append) {
    return prepared.stream().anyMatch(flush -> flush.from() <= append && append <= flush.to());
  }

  /** Where an append has come to. */
  Whereabouts locate(Position position) {
    long append = position.append();
    if (position.epoch() > epoch || (position.epoch() == epoch && append > lastAppend)) {
      return new Whereabouts.NeverSeen();
    }
    if (position.epoch() == epoch && !unflushed.isEmpty()) {
      if (emptied > 0 && unflushedAppend(append).filter(AppendRef::isEmptied).isPresent()) {
        return new Whereabouts.Rejected();
      }
      Optional<PreparedFlush> written =
          prepared.stream().filter(f -> f.from() <= append && append <= f.to()).findFirst();
      if (written.isPresent()) {
        return new Whereabouts.InFile(written.get().file().location());
      }
      if (append >= unflushed.getFirst().append()) {
        return new Whereabouts.Buffered();
      }
    }
    return committed.stream()
        .filter(
            range ->
                range.epoch() > position.epoch()
                    || (range.epoch() == position.epoch() && range.to() >= append))
        .findFirst()
        .<Whereabouts>map(
            range ->
                range.isCommitted()
                    ? new Whereabouts.InSnapshot(range.ledger(), range.snapshotId())
                    : new Whereabouts.Rejected())
        .orElseGet(() -> new Whereabouts.NeverSeen());
  }

  /** Up to where the journal holds nothing that is still needed. */
  long truncatableThrough() {
    return oldest().map(ref -> ref.sequenceNumber() - 1).orElse(sequenceNumber);
  }

  PartitionAccount account(String id) {
    return accounts.account(id, lastAppend, unflushedRows);
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
    return unflushed.isEmpty() ? lastAppend : unflushed.getFirst().append() - 1;
  }

  /** Nothing is held that a table should have. */
  boolean isEmpty() {
    return unflushedRows == 0 && prepared.isEmpty();
  }

  int unflushedAppends() {
    return unflushed.size();
  }

  long unflushedRows() {
    return unflushedRows;
  }

  long unflushedBytes() {
    return unflushedBytes;
  }

  /** The oldest append that has rows which are not in the table. */
  Optional<AppendRef> oldest() {
    AppendRef first = unflushed.peekFirst();
    return first == null || !first.isEmptied()
        ? Optional.ofNullable(first)
        : unflushed.stream().filter(ref -> !ref.isEmptied()).findFirst();
  }

  /** By the append's number, the rows of it that no file will hold. */
  Map<Long, BitSet> leftOut() {
    Map<Long, BitSet> rows = new HashMap<>();
    unflushed.forEach(ref -> rows.put(ref.append(), ref.duplicates()));
    return rows;
  }

  List<PreparedFlush> prepared() {
    return List.copyOf(prepared);
  }

  /**
   * Those of these objects that are no run of this partition. Names are compared: they are unique.
   */
  List<IdRunRef> strangersAmong(List<String> locations) {
    Set<String> known = new HashSet<>();
    idRuns.forEach(run -> known.add(run.fileName()));
    prepared.forEach(flush -> known.add(flush.ids().fileName()));
    return locations.stream()
        .map(location -> new IdRunRef(location, 0))
        .filter(run -> !known.contains(run.fileName()))
        .toList();
  }

  List<IdRunRef> idRuns() {
    return List.copyOf(idRuns);
  }

  Optional<CommittedRange> newestCommit() {
    Iterable<CommittedRange> newestFirst = committed::descendingIterator;
    return StreamSupport.stream(newestFirst.spliterator(), false)
        .filter(CommittedRange::isCommitted)
        .findFirst();
  }
}

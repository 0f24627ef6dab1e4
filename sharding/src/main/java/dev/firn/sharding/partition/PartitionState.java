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
import java.util.List;
import java.util.Optional;
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
  private Backlog backlog = new Backlog();
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
    state.backlog = Backlog.of(snapshot.unflushed(), snapshot.prepared());
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
        backlog.list(),
        backlog.prepared(),
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
      backlog.abort(aborted.flushId());
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
    backlog.append(
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

  private void reject(RowsRejected event) {
    accounts.reject(event.rows().cardinality());
    backlog.leaveOut(event.append(), event.rows());
  }

  /** Appends without rows that no later file came to cover end with their epoch. */
  private void close() {
    open = false;
    if (backlog.forgetAll()) {
      committed.add(new CommittedRange(epoch, lastAppend, 0, CommittedRange.NO_SNAPSHOT));
    }
  }

  private void prepare(FlushPrepared event) {
    if (backlog.forgetEmptiedBefore(event.from())) {
      committed.add(new CommittedRange(epoch, event.from() - 1, 0, CommittedRange.NO_SNAPSHOT));
    }
    tableUuid = event.file().tableUuid();
    backlog.prepare(
        new PreparedFlush(event.flushId(), event.from(), event.to(), event.file(), event.ids()));
  }

  private void flush(Flushed event) {
    PreparedFlush flush = backlog.committed(event.flushId());
    accounts.commit(flush, epoch, lastAppend, backlog);
    backlog.forgetThrough(flush.to());
    idRuns.add(flush.ids());
    committed.add(new CommittedRange(epoch, flush.to(), event.ledger(), event.snapshotId()));
  }

  private void replaceRuns(IdsMerged event) {
    if (!backlog.replaceIds(event)) {
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

  /** What is not in the table yet. */
  Backlog backlog() {
    return backlog;
  }

  /** Where an append has come to. */
  Whereabouts locate(Position position) {
    long append = position.append();
    if (position.epoch() > epoch || (position.epoch() == epoch && append > lastAppend)) {
      return new Whereabouts.NeverSeen();
    }
    return position.epoch() == epoch
        ? backlog.locate(append).orElseGet(() -> committed.locate(position))
        : committed.locate(position);
  }

  /** Up to where the journal holds nothing that is still needed. */
  long truncatableThrough() {
    return backlog.oldest().map(ref -> ref.sequenceNumber() - 1).orElse(sequenceNumber);
  }

  PartitionAccount account(String id) {
    return accounts.account(id, lastAppend, backlog.rows());
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
    return backlog.first().map(first -> first.append() - 1).orElse(lastAppend);
  }

  /** Nothing is held that a table should have. */
  boolean isEmpty() {
    return backlog.isEmpty();
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

package dev.firn.journal;

import dev.firn.journal.JournalOperation.Append;
import dev.firn.journal.JournalOperation.DeleteSnapshots;
import dev.firn.journal.JournalOperation.SaveSnapshot;
import dev.firn.journal.JournalOperation.Truncate;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Turns operations into one RocksDB batch. An operation that cannot be done fails alone, before
 * anything of it is in the batch.
 */
final class BatchAssembly implements AutoCloseable {

  /**
   * Up to so many events are deleted one by one, which costs reads nothing; more by one range
   * tombstone.
   */
  private static final long MAX_SINGLE_DELETES = 1024;

  private final RocksDbStore store;
  private final Positions positions;
  private final WriteStatistics statistics;
  private final WriteBatch batch = new WriteBatch();
  private final List<JournalOperation> included = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();

  BatchAssembly(RocksDbStore store, Positions positions, WriteStatistics statistics) {
    this.store = store;
    this.positions = positions;
    this.statistics = statistics;
  }

  /** False when the operation must see this batch written first. */
  boolean include(JournalOperation operation) throws RocksDBException {
    if (operation instanceof Append append) {
      append(append);
    } else if (operation instanceof SaveSnapshot save) {
      save(save);
    } else if (operation instanceof Truncate truncate) {
      if (positions.isTouched(truncate.persistenceId())) {
        return false;
      }
      truncate(truncate);
    } else if (operation instanceof DeleteSnapshots delete) {
      if (positions.isTouched(delete.persistenceId())) {
        return false;
      }
      delete(delete);
    }
    included.add(operation);
    return true;
  }

  private void append(Append append) throws RocksDBException {
    String id = append.persistenceId();
    Position position = positions.events(id, batch);
    long first = append.events().get(0).sequenceNr();
    if (first <= position.highest()) {
      throw new SequenceConflictException(
          "[%s] is to append %d but has stored up to %d".formatted(id, first, position.highest()));
    }
    for (EncodedEvent event : append.events()) {
      byte[] key = Keys.row(position.number(), event.sequenceNr());
      long previous = position.highest();
      position = position.appended(event.sequenceNr(), event.bytes());
      new EventHeader(previous, position.bytesWritten()).writeTo(key, event.record());
      batch.put(store.events(), key, event.record());
    }
    positions.moved(id, position);
    afterwards.add(() -> statistics.appended(append.events().size(), append.bytes()));
  }

  private void truncate(Truncate truncate) throws RocksDBException {
    Position position = positions.events(truncate.persistenceId()).orElse(Position.first(0));
    long to = Math.min(truncate.to(), position.highest());
    if (to <= position.deletedTo()) {
      return;
    }
    long deleted = bytesWrittenUpTo(position, to);
    long from = position.deletedTo() + 1;
    if (to - from < MAX_SINGLE_DELETES) {
      for (long sequenceNr = from; sequenceNr <= to; sequenceNr++) {
        batch.delete(store.events(), Keys.row(position.number(), sequenceNr));
      }
    } else {
      batch.deleteRange(
          store.events(), Keys.row(position.number(), from), Keys.row(position.number(), to + 1));
    }
    Position after = position.truncated(to, deleted);
    batch.put(store.positions(), Keys.number(after.number()), PositionCodec.write(after));
    positions.moved(truncate.persistenceId(), after);
    afterwards.add(() -> statistics.truncated(position.liveBytes() - after.liveBytes()));
  }

  private long bytesWrittenUpTo(Position position, long to) {
    if (to == position.highest()) {
      return position.bytesWritten();
    }
    return store.read(
        view -> {
          try (RowRange rows = view.events(position.number(), position.deletedTo() + 1, to)) {
            return rows.seekToLast() ? rows.header().bytesWritten() : position.bytesDeleted();
          }
        });
  }

  private void save(SaveSnapshot save) throws RocksDBException {
    long number = positions.snapshots(save.persistenceId(), batch);
    EncodedEvent snapshot = save.snapshot();
    batch.put(store.snapshots(), Keys.row(number, snapshot.sequenceNr()), snapshot.record());
    afterwards.add(() -> statistics.savedSnapshot(save.bytes()));
  }

  private void delete(DeleteSnapshots delete) throws RocksDBException {
    String id = delete.persistenceId();
    Long number = positions.snapshots(id).orElse(null);
    if (number == null) {
      return;
    }
    for (SnapshotReader.Found found :
        store.read(view -> SnapshotReader.all(view, id, delete.range()))) {
      batch.delete(store.snapshots(), Keys.row(number, found.sequenceNr()));
    }
  }

  WriteBatch batch() {
    return batch;
  }

  /** Everything included is durable. */
  void written() {
    positions.batchWritten();
    afterwards.forEach(Runnable::run);
    afterwards.clear();
  }

  /** The operations of the batch; empties it. */
  List<JournalOperation> drain() {
    List<JournalOperation> drained = List.copyOf(included);
    included.clear();
    batch.clear();
    return drained;
  }

  @Override
  public void close() {
    batch.close();
  }
}

package dev.firn.journal;

import dev.firn.journal.JournalOperation.Append;
import dev.firn.journal.JournalOperation.CarryOver;
import dev.firn.journal.JournalOperation.DeleteSnapshots;
import dev.firn.journal.JournalOperation.SaveSnapshot;
import dev.firn.journal.JournalOperation.Truncate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Turns operations into one RocksDB batch. An operation that cannot be done fails alone, before
 * anything of it is in the batch.
 */
final class BatchAssembly implements AutoCloseable {

  private final RocksDbStore store;
  private final Positions positions;
  private final WriteStatistics statistics;
  private final OpenDatabase database;
  private final Occupancy occupancy;
  private final WriteBatch batch = new WriteBatch();
  private final List<JournalOperation> included = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private boolean hasTruncation;

  BatchAssembly(RocksDbStore store, Positions positions, WriteStatistics statistics) {
    this.store = store;
    this.positions = positions;
    this.statistics = statistics;
    this.database = store.database();
    this.occupancy = database.generations().occupancy();
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
    } else if (operation instanceof CarryOver carry) {
      if (hasTruncation) {
        return false;
      }
      carryOver(carry);
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
    Generation generation = database.generations().current();
    long last = append.events().get(append.events().size() - 1).sequenceNr();
    occupancy.appended(generation.number(), position.number(), first, last, append.bytes());
    for (EncodedEvent event : append.events()) {
      byte[] key = Keys.row(position.number(), event.sequenceNr());
      long previous = position.highest();
      position = position.appended(event.sequenceNr(), event.bytes());
      new EventHeader(previous, position.bytesWritten()).writeTo(key, event.record());
      batch.put(generation.handle(), key, event.record());
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
    hasTruncation = true;
    long deleted = bytesWrittenUpTo(position, to);
    Position after = position.truncated(to, deleted);
    batch.put(database.positions(), Keys.number(after.number()), PositionCodec.write(after));
    positions.moved(truncate.persistenceId(), after);
    afterwards.add(
        () -> {
          occupancy.truncated(after.number(), to);
          statistics.truncated(position.liveBytes() - after.liveBytes());
        });
  }

  private long bytesWrittenUpTo(Position position, long to) {
    if (to == position.highest()) {
      return position.bytesWritten();
    }
    return store.read(
        view -> {
          try (EventRows rows = view.events(position.number(), position.deletedTo() + 1, to)) {
            return rows.seekToLast() ? rows.header().bytesWritten() : position.bytesDeleted();
          }
        });
  }

  private void save(SaveSnapshot save) throws RocksDBException {
    long number = positions.snapshots(save.persistenceId(), batch);
    EncodedEvent snapshot = save.snapshot();
    batch.put(database.snapshots(), Keys.row(number, snapshot.sequenceNr()), snapshot.record());
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
      batch.delete(database.snapshots(), Keys.row(number, found.sequenceNr()));
    }
  }

  /** Rows that were truncated since they were read stay behind. */
  private void carryOver(CarryOver carry) throws RocksDBException {
    Generation to = database.generations().current();
    Map<Long, Long> deletedTo = new HashMap<>();
    for (CarryOver.Row row : carry.rows()) {
      deletedTo.computeIfAbsent(Keys.numberOf(row.key()), this::deletedTo);
    }
    long bytes = 0;
    for (CarryOver.Row row : carry.rows()) {
      long number = Keys.numberOf(row.key());
      long sequenceNr = Keys.sequenceNr(row.key());
      if (sequenceNr > deletedTo.getOrDefault(number, 0L)) {
        occupancy.appended(to.number(), number, sequenceNr, sequenceNr, row.bytes());
        batch.put(to.handle(), row.key(), row.value());
        bytes += row.bytes();
      }
    }
    long carried = bytes;
    afterwards.add(() -> statistics.carriedOver(carried));
  }

  private long deletedTo(long number) {
    return store.read(view -> view.keptPosition(number)).deletedTo();
  }

  WriteBatch batch() {
    return batch;
  }

  /** Everything included is durable. */
  void written() {
    positions.batchWritten();
    hasTruncation = false;
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

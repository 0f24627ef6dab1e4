package dev.firn.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** The database as it was at one moment: what is truncated or appended meanwhile does not show. */
final class ReadView implements AutoCloseable {

  private final RocksDbStore store;
  private final RocksDB db;
  private final Snapshot snapshot;
  private final ReadOptions options;

  ReadView(RocksDbStore store, RocksDB db) {
    this.store = store;
    this.db = db;
    this.snapshot = db.getSnapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  Optional<Long> number(Keys.Kind kind, String persistenceId) {
    byte[] key = Keys.id(kind, persistenceId);
    return Optional.ofNullable(get(store.ids(), key)).map(value -> readNumber(key, value));
  }

  long lastNumber() {
    byte[] value = get(store.ids(), Keys.LAST_NUMBER);
    return value == null ? 0 : readNumber(Keys.LAST_NUMBER, value);
  }

  Optional<Position> position(String persistenceId) {
    return number(Keys.Kind.EVENTS, persistenceId).map(this::position);
  }

  private Position position(long number) {
    Position kept = keptPosition(number);
    try (RowRange rows = events(number, kept.deletedTo() + 1, Long.MAX_VALUE)) {
      return rows.seekToLast()
          ? new Position(
              number,
              rows.sequenceNr(),
              kept.deletedTo(),
              rows.header().bytesWritten(),
              kept.bytesDeleted())
          : kept;
    }
  }

  private Position keptPosition(long number) {
    byte[] key = Keys.number(number);
    byte[] value = get(store.positions(), key);
    return value == null ? Position.first(number) : PositionCodec.read(number, value);
  }

  RowRange events(long number, long from, long to) {
    return new RowRange(db, store.events(), snapshot, number, from, to);
  }

  RowRange snapshots(long number, long from, long to) {
    return new RowRange(db, store.snapshots(), snapshot, number, from, to);
  }

  IdRange ids() {
    return new IdRange(db, store.ids(), options);
  }

  /** Every event row there is, to be walked stream by stream. */
  RowRange allEvents() {
    return new RowRange(db, store.events(), snapshot, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  private byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) {
    try {
      return db.get(family, options, key);
    } catch (RocksDBException e) {
      throw new JournalCorruptedException("The journal cannot be read: " + e.getMessage(), e);
    }
  }

  private static long readNumber(byte[] key, byte[] value) {
    return Keys.readCheckedLongs(key, value, 1, "number of an id")[0];
  }

  @Override
  public void close() {
    options.close();
    db.releaseSnapshot(snapshot);
    snapshot.close();
  }
}

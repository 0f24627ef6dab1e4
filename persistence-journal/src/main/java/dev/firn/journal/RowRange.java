package dev.firn.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * A cursor over rows with sequence numbers from..to. The bounds are told to RocksDB, so that it
 * never wades through the tombstones of what was truncated. A read error is an exception, never the
 * end of the range.
 */
final class RowRange implements AutoCloseable {

  private final Deque<AutoCloseable> natives = new ArrayDeque<>();
  private final RocksIterator rows;

  RowRange(
      RocksDB db, ColumnFamilyHandle family, Snapshot snapshot, long number, long from, long to) {
    this(db, family, snapshot, number, from, number, to);
  }

  RowRange(
      RocksDB db,
      ColumnFamilyHandle family,
      Snapshot snapshot,
      long fromNumber,
      long from,
      long toNumber,
      long to) {
    byte[] end = to == Long.MAX_VALUE ? Keys.row(toNumber, -1) : Keys.row(toNumber, to + 1);
    Slice lower = owned(new Slice(Keys.row(fromNumber, from)));
    Slice upper = owned(new Slice(end));
    ReadOptions options =
        owned(new ReadOptions())
            .setSnapshot(snapshot)
            .setIterateLowerBound(lower)
            .setIterateUpperBound(upper);
    this.rows = owned(db.newIterator(family, options));
  }

  boolean seekToFirst() {
    rows.seekToFirst();
    return isValid();
  }

  boolean seekToLast() {
    rows.seekToLast();
    return isValid();
  }

  boolean seek(byte[] key) {
    rows.seek(key);
    return isValid();
  }

  /** Goes to the last row at or before the key. */
  boolean seekBack(byte[] key) {
    rows.seekForPrev(key);
    return isValid();
  }

  boolean next() {
    rows.next();
    return isValid();
  }

  boolean previous() {
    rows.prev();
    return isValid();
  }

  byte[] key() {
    return rows.key();
  }

  long sequenceNr() {
    return Keys.sequenceNr(rows.key());
  }

  byte[] value() {
    return rows.value();
  }

  EventHeader header() {
    return EventHeader.read(key(), firstBytes());
  }

  /** Length of the value without copying it. */
  int length() {
    return rows.value(new byte[0]);
  }

  private byte[] firstBytes() {
    byte[] first = new byte[EventHeader.BYTES];
    int length = rows.value(first);
    return length < first.length ? new byte[0] : first;
  }

  private boolean isValid() {
    if (rows.isValid()) {
      return true;
    }
    try {
      rows.status();
      return false;
    } catch (RocksDBException e) {
      throw new JournalCorruptedException("The journal cannot be read: " + e.getMessage(), e);
    }
  }

  private <T extends AutoCloseable> T owned(T resource) {
    natives.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!natives.isEmpty()) {
      NativeResources.close(natives.pop());
    }
  }
}

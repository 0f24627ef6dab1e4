package dev.firn.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database from one opening to its close: RocksDB, its column families, what is known of the
 * events in them, and the mark that guards its end. Closed only while nobody uses it: {@link
 * RocksDbStore} sees to that.
 */
final class OpenDatabase {

  /** Beside the generations of events; in the order of the handles. */
  static final List<String> FAMILIES = List.of("default", "positions", "snapshots");

  private final RocksDbOptions options;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB db;
  private final List<ColumnFamilyHandle> handles;
  private final Generations generations;
  private final HighWaterMark mark;
  private final UnflushedLog unflushed = new UnflushedLog();
  private long liveBytes;

  /** Of the thread that makes and drops families. */
  private @Nullable Manifest noted;

  OpenDatabase(
      RocksDbOptions options,
      RocksDB db,
      List<ColumnFamilyHandle> handles,
      Generations generations,
      HighWaterMark mark) {
    this.options = options;
    this.db = db;
    this.handles = List.copyOf(handles);
    this.generations = generations;
    this.mark = mark;
  }

  /** Before anybody else knows this database. */
  void count() throws RocksDBException {
    try (ReadView view = new ReadView(this)) {
      liveBytes = StoredEvents.count(view, generations.occupancy());
    }
    for (Generation generation : generations.all()) {
      long files = db.getLongProperty(generation.handle(), "rocksdb.live-sst-files-size");
      generations.occupancy().measured(generation.number(), files);
    }
  }

  RocksDB db() {
    return db;
  }

  /** Into both slots: one that told of what was lost, and accepted, would stop the next start. */
  void noteManifestAnew() throws IOException {
    for (int slot = 0; slot < 2; slot++) {
      noted = null;
      noteManifest();
      mark.force();
    }
  }

  /** After each change of the families: what the manifest says from now on must not be lost. */
  void noteManifest() throws IOException {
    Path folder = Path.of(db.getName());
    if (noted == null || !noted.isPresent(folder)) {
      Optional<Manifest> present = Manifest.present(folder);
      if (present.isPresent()) {
        mark.writeManifest(present.get());
        noted = present.get();
      }
    }
  }

  ColumnFamilyHandle ids() {
    return handles.get(0);
  }

  ColumnFamilyHandle positions() {
    return handles.get(1);
  }

  ColumnFamilyHandle snapshots() {
    return handles.get(2);
  }

  Generations generations() {
    return generations;
  }

  HighWaterMark mark() {
    return mark;
  }

  UnflushedLog unflushed() {
    return unflushed;
  }

  /** Bytes of events that were live when it was opened. */
  long liveBytesAtOpening() {
    return liveBytes;
  }

  long sequenceNumber() {
    return db.getLatestSequenceNumber();
  }

  /** Returns when the batch is on disk. Only the writer thread writes. */
  void write(WriteBatch batch) throws RocksDBException {
    unflushed.wrote(batch.getDataSize());
    db.write(synced, batch);
  }

  /**
   * Writes what is in memory to table files, so that the log can go. Of the thread that drops
   * generations.
   */
  void flush() throws RocksDBException {
    long end = unflushed.end();
    List<ColumnFamilyHandle> all = new ArrayList<>(handles);
    generations.all().forEach(generation -> all.add(generation.handle()));
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      db.flush(flush, all);
    }
    unflushed.flushedTo(end);
  }

  /**
   * How often flush or compaction failed. Asked for rather than listened to: rocksdbjni's listener
   * does not know all reasons of this RocksDB and dies of the others.
   */
  long backgroundErrors() throws RocksDBException {
    return db.getLongProperty("rocksdb.background-errors");
  }

  /** Estimated bytes that everything but the events needs. */
  long estimatedBytesBesideEvents() throws RocksDBException {
    long bytes = 0;
    for (ColumnFamilyHandle handle : handles) {
      bytes += db.getLongProperty(handle, "rocksdb.estimate-live-data-size");
    }
    return bytes;
  }

  /**
   * What cannot be closed in good order is recovered from the log at the next opening. Options go
   * last, for the database uses them to its end.
   */
  void close() throws IOException, RocksDBException {
    try {
      mark.close();
    } finally {
      generations.close();
      NativeResources.closeAll(handles);
      try {
        db.closeE();
      } finally {
        options.close();
        NativeResources.close(synced);
      }
    }
  }
}

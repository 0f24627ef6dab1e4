package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database: column families, synced writes, reads on a consistent view, orderly close.
 * Reads hold a lease while they run, for a native handle must not be used after close.
 */
final class RocksDbStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RocksDbStore.class);
  private static final List<String> FAMILIES =
      List.of("default", "events", "positions", "snapshots");

  private final Path folder;
  private final RocksDbOptions options;
  private final RocksDB db;
  private final List<ColumnFamilyHandle> handles;
  private final HighWaterMark mark;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final ReentrantReadWriteLock leases = new ReentrantReadWriteLock();
  private volatile boolean closing;

  private RocksDbStore(
      Path folder,
      RocksDbOptions options,
      RocksDB db,
      List<ColumnFamilyHandle> handles,
      HighWaterMark mark) {
    this.folder = folder;
    this.options = options;
    this.db = db;
    this.handles = handles;
    this.mark = mark;
  }

  /** Opens or creates the database under {@code dir}. */
  static RocksDbStore open(EmbeddedJournalSettings settings) {
    NativeLibrary.load(settings.dir().resolve("native").toAbsolutePath());
    Path folder = settings.dir().resolve("db");
    boolean isNew = !Files.exists(folder.resolve("CURRENT"));
    RocksDbOptions options = new RocksDbOptions(settings.memory());
    RocksDbStore store;
    try {
      store = open(settings, folder, options);
    } catch (RocksDBException e) {
      options.close();
      if (String.valueOf(e.getMessage()).contains("/LOCK: ")) {
        throw new JournalInUseException(
            "another process uses the journal in "
                + settings.dir()
                + ": stop it, or choose another folder (--data)",
            e);
      }
      throw new JournalCorruptedException(
          "Cannot open the journal in " + folder + ": " + e.getMessage() + ". See docs/journal.md",
          e);
    }
    try {
      store.checkMark(isNew, settings.acceptDataLoss());
    } catch (IOException e) {
      store.close();
      throw new UncheckedIOException("Cannot read the journal's mark in " + settings.dir(), e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    return store;
  }

  private static RocksDbStore open(
      EmbeddedJournalSettings settings, Path folder, RocksDbOptions options)
      throws RocksDBException {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (String name : FAMILIES) {
      families.add(
          new ColumnFamilyDescriptor(
              name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
              name.equals("events") ? options.events() : options.small()));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB db =
        RocksDB.open(
            options.database(settings.acceptDataLoss()), folder.toString(), families, handles);
    HighWaterMark mark = HighWaterMark.open(settings.dir().resolve("mark"));
    return new RocksDbStore(folder, options, db, handles, mark);
  }

  private void checkMark(boolean isNew, boolean acceptDataLoss) throws IOException {
    OptionalLong marked = isNew ? OptionalLong.of(0) : mark.read();
    long recovered = db.getLatestSequenceNumber();
    if (marked.isEmpty() || marked.getAsLong() > recovered) {
      String loss =
          marked.isEmpty()
              ? "The journal's mark beside "
                  + folder
                  + " is missing or damaged, so its end cannot be checked"
              : "The journal in %s lost acknowledged writes: its log ends at %d, acknowledged was %d"
                  .formatted(folder, recovered, marked.getAsLong());
      if (!acceptDataLoss) {
        throw new JournalCorruptedException(
            loss
                + ". Restore the folder, or accept the loss once with firn.journal.embedded.accept-data-loss");
      }
      LOG.error("{}. Opened nevertheless, as firn.journal.embedded.accept-data-loss is on", loss);
    }
    mark.write(recovered);
    mark.force();
  }

  ColumnFamilyHandle ids() {
    return handles.get(0);
  }

  ColumnFamilyHandle events() {
    return handles.get(1);
  }

  ColumnFamilyHandle positions() {
    return handles.get(2);
  }

  ColumnFamilyHandle snapshots() {
    return handles.get(3);
  }

  Path folder() {
    return folder;
  }

  /**
   * Returns when the batch is on disk; fails as well when flush or compaction did. Only the writer
   * thread writes.
   */
  void write(WriteBatch batch) throws RocksDBException, IOException {
    db.write(synced, batch);
    if (backgroundErrors() > 0) {
      throw new IOException(
          "RocksDB failed in the background, its log " + folder.resolve("LOG") + " says why");
    }
    mark.write(db.getLatestSequenceNumber());
  }

  /**
   * Runs a read on a view of one moment; fails with {@link JournalClosedException} once closing has
   * begun.
   */
  <T> T read(Function<ReadView, T> read) {
    return leased(
        () -> {
          try (ReadView view = new ReadView(this, db)) {
            return read.apply(view);
          }
        });
  }

  boolean isClosing() {
    return closing;
  }

  /** Drops what is truncated from memory and log, then from the files of events. */
  void reclaim() throws RocksDBException {
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      db.flush(flush, handles);
    }
    db.compactRange(events());
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
    for (ColumnFamilyHandle handle : List.of(ids(), positions(), snapshots())) {
      bytes += db.getLongProperty(handle, "rocksdb.estimate-live-data-size");
    }
    return bytes;
  }

  void forceMark() throws IOException {
    mark.force();
  }

  <T> T leased(java.util.function.Supplier<T> work) {
    leases.readLock().lock();
    try {
      if (closing) {
        throw new JournalClosedException("The journal is closed");
      }
      return work.get();
    } finally {
      leases.readLock().unlock();
    }
  }

  /**
   * Waits for the reads under way. What cannot be closed in good order is recovered from the log at
   * the next start.
   */
  @Override
  public void close() {
    closing = true;
    leases.writeLock().lock();
    try {
      mark.close();
      NativeResources.closeAll(handles);
      db.closeE();
    } catch (IOException | RocksDBException e) {
      LOG.warn(
          "The journal in {} did not close in good order; it recovers at the next start",
          folder,
          e);
    } finally {
      NativeResources.close(synced);
      options.close();
      leases.writeLock().unlock();
    }
  }
}

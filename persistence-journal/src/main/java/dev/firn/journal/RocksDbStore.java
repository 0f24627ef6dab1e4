package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database while the journal is open: synced writes, reads on a consistent view, opening anew
 * after a failure, orderly close. Reads hold a lease while they run, for a native handle must not
 * be used after close.
 */
final class RocksDbStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RocksDbStore.class);

  private final EmbeddedJournalSettings settings;
  private final Path folder;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final ReentrantReadWriteLock leases = new ReentrantReadWriteLock();

  /** Absent after an attempt to open it anew that failed. */
  private volatile @Nullable OpenDatabase database;

  private final LongAdder damagedReads = new LongAdder();
  private volatile boolean closing;

  private RocksDbStore(EmbeddedJournalSettings settings, OpenDatabase database) {
    this.settings = settings;
    this.folder = new JournalFolder(settings.dir()).database();
    this.database = database;
  }

  /** Opens or creates the database under {@code dir}. */
  static RocksDbStore open(EmbeddedJournalSettings settings) {
    NativeLibrary.load(settings.dir().resolve("native").toAbsolutePath());
    return new RocksDbStore(settings, openDatabase(settings));
  }

  private static OpenDatabase openDatabase(EmbeddedJournalSettings settings) {
    try {
      return OpenDatabase.open(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read or write the journal's folder " + settings.dir() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Closes what failed and recovers from the log, as a restart would. Waits for the reads under
   * way.
   */
  void reopen() {
    leases.writeLock().lock();
    try {
      checkOpen();
      closeDatabase();
      database = openDatabase(settings);
    } finally {
      leases.writeLock().unlock();
    }
  }

  private OpenDatabase database() {
    OpenDatabase opened = database;
    if (opened == null) {
      throw new JournalReadOnlyException("it could not be opened anew after a failed write");
    }
    return opened;
  }

  ColumnFamilyHandle ids() {
    return database().handles().get(0);
  }

  ColumnFamilyHandle events() {
    return database().handles().get(1);
  }

  ColumnFamilyHandle positions() {
    return database().handles().get(2);
  }

  ColumnFamilyHandle snapshots() {
    return database().handles().get(3);
  }

  Path folder() {
    return folder;
  }

  /**
   * Returns when the batch is on disk; fails as well when flush or compaction did. Only the writer
   * thread writes.
   */
  void write(WriteBatch batch) throws RocksDBException, IOException {
    OpenDatabase opened = database();
    opened.db().write(synced, batch);
    if (backgroundErrors() > 0) {
      throw new IOException("RocksDB failed in the background: " + RocksDbLog.newestError(folder));
    }
    opened.mark().write(opened.db().getLatestSequenceNumber());
  }

  /**
   * Runs a read on a view of one moment; fails with {@link JournalClosedException} once closing has
   * begun.
   */
  <T> T read(Function<ReadView, T> read) {
    return leased(
        () -> {
          try (ReadView view = new ReadView(this, database().db())) {
            return read.apply(view);
          } catch (JournalCorruptedException e) {
            damagedReads.increment();
            LOG.error("{}. The rest of the journal goes on; see docs/journal.md", e.getMessage());
            throw e;
          }
        });
  }

  long damagedReads() {
    return damagedReads.sum();
  }

  boolean isClosing() {
    return closing;
  }

  /** Drops what is truncated from memory and log, then from the files of events. */
  void reclaim() throws RocksDBException, IOException {
    leasedNative(
        opened -> {
          try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            opened.db().flush(flush, opened.handles());
          }
          opened.db().compactRange(events());
          return 0L;
        });
  }

  /**
   * How often flush or compaction failed. Asked for rather than listened to: rocksdbjni's listener
   * does not know all reasons of this RocksDB and dies of the others.
   */
  long backgroundErrors() throws RocksDBException, IOException {
    return leasedNative(opened -> opened.db().getLongProperty("rocksdb.background-errors"));
  }

  /** Estimated bytes that everything but the events needs. */
  long estimatedBytesBesideEvents() throws RocksDBException, IOException {
    return leasedNative(
        opened -> {
          long bytes = 0;
          for (ColumnFamilyHandle handle : List.of(ids(), positions(), snapshots())) {
            bytes += opened.db().getLongProperty(handle, "rocksdb.estimate-live-data-size");
          }
          return bytes;
        });
  }

  void forceMark() throws IOException, RocksDBException {
    leasedNative(
        opened -> {
          opened.mark().force();
          return 0L;
        });
  }

  @FunctionalInterface
  private interface NativeWork {
    long run(OpenDatabase opened) throws RocksDBException, IOException;
  }

  private long leasedNative(NativeWork work) throws RocksDBException, IOException {
    leases.readLock().lock();
    try {
      checkOpen();
      return work.run(database());
    } finally {
      leases.readLock().unlock();
    }
  }

  private <T> T leased(Supplier<T> work) {
    leases.readLock().lock();
    try {
      checkOpen();
      return work.get();
    } finally {
      leases.readLock().unlock();
    }
  }

  private void checkOpen() {
    if (closing) {
      throw new JournalClosedException("The journal is closed");
    }
  }

  /** Waits for the reads under way. */
  @Override
  public void close() {
    closing = true;
    leases.writeLock().lock();
    try {
      closeDatabase();
      NativeResources.close(synced);
    } finally {
      leases.writeLock().unlock();
    }
  }

  private void closeDatabase() {
    OpenDatabase opened = database;
    database = null;
    if (opened == null) {
      return;
    }
    try {
      opened.close();
    } catch (IOException | RocksDBException e) {
      LOG.warn(
          "The journal in {} did not close in good order; it recovers at the next opening",
          folder,
          e);
    }
  }
}

package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database while the journal is open: opening, opening anew after a failure, orderly close. Who
 * reads or works on it holds a lease meanwhile, for a native handle must not be used after close.
 */
final class RocksDbStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RocksDbStore.class);

  private final EmbeddedJournalSettings settings;
  private final Path folder;
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
      return DatabaseOpening.open(settings);
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

  /** For the writer thread, which alone opens it anew, and for who holds a lease. */
  OpenDatabase database() {
    OpenDatabase opened = database;
    if (opened == null) {
      throw new JournalReadOnlyException("it could not be opened anew after a failed write");
    }
    return opened;
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
    opened.write(batch);
    if (opened.backgroundErrors() > 0) {
      throw new IOException("RocksDB failed in the background: " + RocksDbLog.newestError(folder));
    }
    opened.mark().write(opened.sequenceNumber());
  }

  /**
   * Runs a read on a view of one moment; fails with {@link JournalClosedException} once closing has
   * begun.
   */
  <T> T read(Function<ReadView, T> read) {
    leases.readLock().lock();
    try (ReadView view = view()) {
      return read.apply(view);
    } catch (JournalCorruptedException e) {
      damagedReads.increment();
      LOG.error("{}. The rest of the journal goes on; see docs/journal.md", e.getMessage());
      throw e;
    } finally {
      leases.readLock().unlock();
    }
  }

  private ReadView view() {
    checkOpen();
    return new ReadView(database());
  }

  long damagedReads() {
    return damagedReads.sum();
  }

  boolean isClosing() {
    return closing;
  }

  /** Work on the database, under a lease. */
  @FunctionalInterface
  interface Work<T> {
    T on(OpenDatabase opened) throws RocksDBException, IOException;
  }

  /** Does the work; fails with {@link JournalClosedException} once closing has begun. */
  <T> T work(Work<T> work) throws RocksDBException, IOException {
    leases.readLock().lock();
    try {
      checkOpen();
      return work.on(database());
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

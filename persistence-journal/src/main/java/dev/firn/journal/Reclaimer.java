package dev.firn.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's housekeeping thread: measures the files every interval, forces the mark, looks for
 * failures in the background, and gives the cleaner its turns in between.
 */
final class Reclaimer {

  private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

  /** Of the cleaner, at most, for each measuring. */
  private static final int TURNS = 20;

  private final RocksDbStore store;
  private final EmbeddedJournalSettings settings;
  private final WriteStatistics statistics;
  private final FailureLatch failure;
  private final Reopening reopening;
  private final Cleaner cleaner;
  private final Thread thread = new Thread(this::run, "firn-journal-reclaim");
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile DiskUsage usage;
  private volatile long writtenAtMeasure;

  Reclaimer(
      RocksDbStore store,
      EmbeddedJournalSettings settings,
      WriteStatistics statistics,
      FailureLatch failure,
      Reopening reopening,
      Cleaner cleaner)
      throws IOException {
    this.store = store;
    this.settings = settings;
    this.statistics = statistics;
    this.failure = failure;
    this.reopening = reopening;
    this.cleaner = cleaner;
    this.usage = DiskUsage.of(store.folder());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Bytes on disk as of the last measure, plus what was written since. */
  long usedBytes() {
    return usage.bytes() + writtenSinceMeasure();
  }

  private long writtenSinceMeasure() {
    return Math.max(0, statistics.writtenBytes() - writtenAtMeasure);
  }

  long usableDiskBytes() {
    return usage.usable();
  }

  private void run() {
    long interval = settings.reclaim().interval().toNanos();
    long pause = Math.max(1, settings.reclaim().interval().toMillis() / TURNS);
    long measured = System.nanoTime() - interval;
    try {
      while (true) {
        long now = System.nanoTime();
        boolean isMeasuring = now - measured >= interval;
        measured = isMeasuring ? now : measured;
        tickOrFail(isMeasuring);
        if (closing.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tickOrFail(boolean isMeasuring) throws InterruptedException {
    try {
      if (isMeasuring) {
        tick();
      }
      if (!failure.isShut()) {
        cleaner.turn(room());
      }
    } catch (JournalClosedException | JournalReadOnlyException | JournalOverloadedException e) {
      LOG.debug("Nothing to clean now", e);
    } catch (IOException | RocksDBException | RuntimeException | Error e) {
      // Whatever it is: the writer waits for flushes of this thread, and must learn that none come.
      failed(
          new WriteFailure(
              "its space can be neither measured nor reclaimed: " + e.getMessage(),
              WriteFailure.of(e).isWantOfRoom()),
          e);
    }
  }

  private void tick() throws IOException, RocksDBException {
    measure();
    if (failure.isShut()) {
      reopening.consider(usage.usable());
      return;
    }
    if (store.work(OpenDatabase::backgroundErrors) > 0) {
      failed(WriteFailure.of(RocksDbLog.newestError(store.folder())), null);
      return;
    }
    store.work(
        opened -> {
          opened.mark().force();
          return Done.getInstance();
        });
    cleaner.measured(usage.bytes());
  }

  private SpaceGoal.Room room() {
    long used = usedBytes();
    EmbeddedJournalSettings.Full full = settings.full();
    return new SpaceGoal.Room(
        used > settings.maxBytes() * 0.9,
        usage.usable() - writtenSinceMeasure() - full.diskReserve() / 2,
        settings.maxBytes() + full.headroom() - used);
  }

  private void failed(WriteFailure why, @Nullable Throwable cause) {
    LOG.error("The journal becomes read-only: {}", why.sentence(), cause);
    failure.fail(why);
    statistics.failed();
  }

  private void measure() throws IOException {
    long written = statistics.writtenBytes();
    usage = DiskUsage.of(store.folder());
    writtenAtMeasure = written;
  }

  /** Ends after what is under way; false if that takes longer than a disk should. */
  boolean stop(Duration limit) throws InterruptedException {
    closing.countDown();
    thread.join(limit.toMillis());
    return !thread.isAlive();
  }
}

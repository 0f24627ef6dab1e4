package dev.firn.journal;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the files every interval and, when truncated events take too much of them, has RocksDB
 * give the space back. A cleaning that found nothing to free is not repeated before more was
 * written or deleted.
 */
final class Reclaimer {

  private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

  private final RocksDbStore store;
  private final EmbeddedJournalSettings settings;
  private final WriteStatistics statistics;
  private final FailureLatch failure;
  private final Reopening reopening;
  private final long floor;
  private final Thread thread = new Thread(this::run, "firn-journal-reclaim");
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile DiskUsage usage;
  private volatile long writtenAtMeasure;
  private long activityAtReclaim = Long.MIN_VALUE / 2;

  Reclaimer(
      RocksDbStore store,
      EmbeddedJournalSettings settings,
      WriteStatistics statistics,
      FailureLatch failure,
      Reopening reopening)
      throws IOException {
    this.store = store;
    this.settings = settings;
    this.statistics = statistics;
    this.failure = failure;
    this.reopening = reopening;
    this.floor = Math.min(settings.reclaim().floor(), settings.maxBytes() / 8);
    this.usage = DiskUsage.of(store.folder());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Bytes on disk as of the last measure, plus what was written since. */
  long usedBytes() {
    return usage.bytes() + Math.max(0, statistics.writtenBytes() - writtenAtMeasure);
  }

  long usableDiskBytes() {
    return usage.usable();
  }

  private void run() {
    long interval = settings.reclaim().interval().toMillis();
    try {
      do {
        tickOrFail();
      } while (!closing.await(interval, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tickOrFail() {
    try {
      tick();
    } catch (JournalClosedException | JournalReadOnlyException e) {
      LOG.debug("Nothing to clean now", e);
    } catch (IOException | RocksDBException | RuntimeException e) {
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
    if (store.backgroundErrors() > 0) {
      failed(WriteFailure.of(RocksDbLog.newestError(store.folder())), null);
      return;
    }
    store.forceMark();
    long activity = statistics.writtenBytes() + statistics.counters().deletedBytes();
    boolean changed = activity - activityAtReclaim >= floor / 4;
    if (changed && usage.bytes() > allowedBytes()) {
      activityAtReclaim = activity;
      store.reclaim();
      measure();
    }
  }

  private void failed(WriteFailure why, @Nullable Exception cause) {
    LOG.error("The journal becomes read-only: {}", why.sentence(), cause);
    failure.fail(why);
    statistics.failed();
  }

  /**
   * Near the size budget every truncated byte counts, otherwise rewriting must be worth its while.
   */
  private double allowedBytes() throws RocksDBException, IOException {
    long live = statistics.liveBytes() + store.estimatedBytesBesideEvents();
    boolean isNearlyFull = usage.bytes() > settings.maxBytes() * 0.9;
    return (isNearlyFull ? 1 : settings.reclaim().factor()) * live + floor;
  }

  private void measure() throws IOException {
    long written = statistics.writtenBytes();
    usage = DiskUsage.of(store.folder());
    writtenAtMeasure = written;
  }

  void stop() throws InterruptedException {
    closing.countDown();
    thread.join();
  }
}

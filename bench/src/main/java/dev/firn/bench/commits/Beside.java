package dev.firn.bench.commits;

import dev.firn.catalog.compaction.ReplacedFiles;
import dev.firn.catalog.ledger.SnapshotExpiry;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.upkeep.ManifestRewrite;
import dev.firn.catalog.upkeep.StepResult;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rounds of upkeep beside the commits, on a thread of their own, one at a time. */
final class Beside implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Beside.class);

  private final SnapshotExpiry expiry;
  private final ManifestRewrite manifests;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final AtomicBoolean isRunning = new AtomicBoolean();
  private long rounds;
  private long expired;
  private long merges;
  private long repeated;
  private long failed;
  private long busyNanos;

  /**
   * @param clock by which snapshots are old
   */
  Beside(EventTable table, SnapshotSettings snapshots, UpkeepSettings upkeep, Clock clock) {
    this.expiry = new SnapshotExpiry(table, snapshots, clock, new ReplacedFiles(table));
    this.manifests = new ManifestRewrite(table, upkeep);
  }

  /** Begins a round unless one runs. */
  void begin() {
    if (isRunning.compareAndSet(false, true)) {
      thread.execute(this::round);
    }
  }

  private void round() {
    long began = System.nanoTime();
    attempt(() -> count(expiry.expire(Long.MAX_VALUE)));
    attempt(() -> count(manifests.run()));
    end(System.nanoTime() - began);
    isRunning.set(false);
  }

  /** As on a node: what lost every race comes again with the next round. */
  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.info("A step of upkeep came to nothing", e);
      fail();
    }
  }

  private synchronized void count(int snapshots) {
    expired += snapshots;
  }

  private synchronized void count(StepResult merge) {
    if (merge.figure("replaced") > 0) {
      merges++;
      repeated += merge.figure("attempts") - 1;
    }
  }

  private synchronized void fail() {
    failed++;
  }

  private synchronized void end(long nanos) {
    rounds++;
    busyNanos += nanos;
  }

  synchronized CommitsReport.Upkeep figures() {
    return new CommitsReport.Upkeep(
        rounds, expired, merges, repeated, failed, Math.round(busyNanos / 1e8) / 10.0);
  }

  /** No further round begins; waits for the one that runs. */
  void awaitEnd() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    awaitEnd();
  }
}

package dev.firn.catalog.ledger;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.util.ThreadPools;

/**
 * Threads that commits wait for: they look whether files are there, and read and write manifests.
 * Not Iceberg's own, which end with the first word of the process' shutdown, when a node still
 * commits what its callers wait for.
 */
final class CommitThreads {
  /** They wait for the store most of the time. */
  private static final int MOST = 8;

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(MOST, CommitThreads::daemon);

  private CommitThreads() {}

  static ExecutorService pool() {
    return POOL;
  }

  /**
   * Iceberg's operations ask for its own pool too, if not for work. It cannot be made any more when
   * the process is shutting down, so it is made now.
   */
  static void prepare() {
    ThreadPools.getWorkerPool();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "firn-commit-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}

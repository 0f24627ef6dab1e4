package dev.firn.journal;

import java.util.concurrent.TimeUnit;

/**
 * Bytes written since the last flush began. They stand in the write-ahead log and in memory, live
 * or not: RocksDB gives its log back only when all that is in it was flushed.
 */
final class UnflushedLog {

  private long written;
  private long flushed;

  synchronized void wrote(long bytes) {
    written += bytes;
  }

  synchronized long bytes() {
    return written - flushed;
  }

  /** What a flush that begins now will have flushed. */
  synchronized long end() {
    return written;
  }

  synchronized void flushedTo(long end) {
    flushed = end;
    notifyAll();
  }

  /** Waits a little while there is more; returns in any case. */
  synchronized void awaitAtMost(long bytes) {
    if (written - flushed > bytes) {
      try {
        TimeUnit.MILLISECONDS.timedWait(this, 50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

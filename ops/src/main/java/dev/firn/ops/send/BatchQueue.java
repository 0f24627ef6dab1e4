package dev.firn.ops.send;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Between the one who reads and those who post: holds at most a few batches, so that reading waits
 * for posting. A batch that does not fill is handed out after the linger, so that the events of a
 * slow input do not wait.
 */
final class BatchQueue {
  private final int eventsPerBatch;
  private final int bytesPerBatch;
  private final int mostWaiting;
  private final Duration linger;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Batch> full = new ArrayDeque<>();
  private List<RawEvent> open = new ArrayList<>();
  private int openBytes;
  private boolean closed;
  private boolean abandoned;

  BatchQueue(int eventsPerBatch, int bytesPerBatch, int mostWaiting, Duration linger) {
    this.eventsPerBatch = eventsPerBatch;
    this.bytesPerBatch = bytesPerBatch;
    this.mostWaiting = mostWaiting;
    this.linger = linger;
  }

  /** Waits for room. False when nobody will post any more. */
  boolean add(RawEvent event) throws InterruptedException {
    lock.lock();
    try {
      if (!open.isEmpty() && openBytes + event.size() + 1 > bytesPerBatch) {
        sealOpen();
      }
      open.add(event);
      openBytes += event.size() + 1;
      if (open.size() >= eventsPerBatch) {
        sealOpen();
      }
      while (full.size() >= mostWaiting && !abandoned) {
        changed.await();
      }
      return !abandoned;
    } finally {
      lock.unlock();
    }
  }

  /** The next batch, or null when there will be none. */
  @Nullable Batch take() throws InterruptedException {
    lock.lock();
    try {
      long left = linger.toNanos();
      while (full.isEmpty() && !closed && !abandoned && left > 0) {
        left = changed.awaitNanos(left);
        if (left <= 0 && open.isEmpty()) {
          left = TimeUnit.MILLISECONDS.toNanos(100);
        }
      }
      if (full.isEmpty()) {
        sealOpen();
      }
      changed.signalAll();
      return abandoned ? null : full.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will be added. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will be posted. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void sealOpen() {
    if (!open.isEmpty()) {
      full.add(new Batch(open));
      open = new ArrayList<>(eventsPerBatch);
      openBytes = 0;
      changed.signalAll();
    }
  }
}

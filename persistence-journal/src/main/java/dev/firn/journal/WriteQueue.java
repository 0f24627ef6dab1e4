package dev.firn.journal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Operations waiting for the writer thread, bounded in bytes. */
final class WriteQueue {

  private final long maxBytes;
  private final Queue<JournalOperation> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  WriteQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Adds unless the queue is full. Operations without bytes, and one of any size when it is empty,
   * always fit.
   */
  synchronized void add(JournalOperation operation) {
    if (closed) {
      throw new JournalClosedException("The journal is closed");
    }
    if (operation.bytes() > 0 && bytes > 0 && bytes + operation.bytes() > maxBytes) {
      throw new JournalOverloadedException(
          "%d operations with %d bytes wait for the journal's disk"
              .formatted(waiting.size(), bytes));
    }
    waiting.add(operation);
    bytes += operation.bytes();
    if (waiting.size() == 1) {
      notifyAll();
    }
  }

  /**
   * Waits for operations and moves as many as have at most {@code maxBatch} bytes, at least one;
   * false at the end.
   */
  synchronized boolean take(List<JournalOperation> into, long maxBatch)
      throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    long taken = 0;
    JournalOperation next = waiting.peek();
    while (next != null && (into.isEmpty() || taken + next.bytes() <= maxBatch)) {
      into.add(waiting.remove());
      taken += next.bytes();
      next = waiting.peek();
    }
    bytes -= taken;
    return !into.isEmpty();
  }

  /** Nothing is added any more; what waits is still taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized int size() {
    return waiting.size();
  }

  synchronized long bytes() {
    return bytes;
  }
}

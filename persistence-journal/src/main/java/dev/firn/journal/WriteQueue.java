package dev.firn.journal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Operations waiting for a writer thread, bounded in bytes. */
public final class WriteQueue<T> {

  private final long maxBytes;
  private final ToLongFunction<T> size;
  private final Queue<T> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param size bytes that an operation holds in memory while it waits
   */
  public WriteQueue(long maxBytes, ToLongFunction<T> size) {
    this.maxBytes = maxBytes;
    this.size = size;
  }

  /**
   * Adds unless the queue is full. Operations without bytes, and one of any size when it is empty,
   * always fit.
   */
  public synchronized void add(T operation) {
    if (closed) {
      throw new JournalClosedException("The journal is closed");
    }
    long more = size.applyAsLong(operation);
    if (more > 0 && bytes > 0 && bytes + more > maxBytes) {
      throw new JournalOverloadedException(
          "%d operations with %d bytes wait for the journal's disk"
              .formatted(waiting.size(), bytes));
    }
    waiting.add(operation);
    bytes += more;
    if (waiting.size() == 1) {
      notifyAll();
    }
  }

  /**
   * Waits for operations and moves as many as have at most {@code maxBatch} bytes, at least one;
   * false at the end.
   */
  public synchronized boolean take(List<T> into, long maxBatch) throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    long taken = 0;
    @Nullable T next = waiting.peek();
    while (next != null && (into.isEmpty() || taken + size.applyAsLong(next) <= maxBatch)) {
      into.add(waiting.remove());
      taken += size.applyAsLong(next);
      next = waiting.peek();
    }
    bytes -= taken;
    return !into.isEmpty();
  }

  /** Nothing is added any more; what waits is still taken. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  public synchronized int size() {
    return waiting.size();
  }

  public synchronized long bytes() {
    return bytes;
  }
}

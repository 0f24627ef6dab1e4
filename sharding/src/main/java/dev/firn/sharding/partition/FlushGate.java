package dev.firn.sharding.partition;

import java.util.ArrayDeque;

/**
 * Lets a few flushes of a node run at a time, first come first served. A partition waits with its
 * request, not with its rows: what a file will hold is decided when the turn comes. Thread-safe.
 */
public final class FlushGate {

  /** One request; {@code granted} must return at once. */
  static final class Ticket {
    private final Runnable granted;
    private boolean isHeld;

    Ticket(Runnable granted) {
      this.granted = granted;
    }
  }

  private final ArrayDeque<Ticket> waiting = new ArrayDeque<>();
  private int free;

  /**
   * @param writers flushes that may run at once
   */
  public FlushGate(int writers) {
    free = writers;
  }

  synchronized void request(Ticket ticket) {
    waiting.addLast(ticket);
    grant();
  }

  /** Gives the turn back, or the place in the queue. Repeating it is harmless. */
  synchronized void release(Ticket ticket) {
    if (ticket.isHeld) {
      ticket.isHeld = false;
      free++;
      grant();
    } else {
      waiting.remove(ticket);
    }
  }

  /** Requests that wait for their turn. */
  public synchronized int queued() {
    return waiting.size();
  }

  private void grant() {
    while (free > 0 && !waiting.isEmpty()) {
      Ticket next = waiting.removeFirst();
      next.isHeld = true;
      free--;
      next.granted.run();
    }
  }
}

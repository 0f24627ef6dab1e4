package dev.firn.node.http;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of requests may be in the node's hands at once. What does not fit is refused
 * before it is read, so that memory is never the one to say no. A node without any request takes
 * one however large.
 */
final class Admission {
  private final long budget;
  private final AtomicLong held = new AtomicLong();

  Admission(long budget) {
    this.budget = budget;
  }

  /** Room for these bytes; null where there is none now. */
  @Nullable Ticket admit(long bytes) {
    Ticket ticket = new Ticket();
    return ticket.grow(bytes) ? ticket : null;
  }

  long heldBytes() {
    return held.get();
  }

  /** One request's share. Used by one thread at a time. */
  final class Ticket {
    private long bytes;

    /** Takes more, if there is room. */
    boolean grow(long more) {
      long before = held.getAndAdd(more);
      if (before + more > budget && before > bytes) {
        held.addAndGet(-more);
        return false;
      }
      bytes += more;
      return true;
    }

    /** Says what the request really holds by now; false where it has grown beyond the room. */
    boolean resize(long now) {
      if (now > bytes) {
        return grow(now - bytes);
      }
      held.addAndGet(now - bytes);
      bytes = now;
      return true;
    }

    void release() {
      held.addAndGet(-bytes);
      bytes = 0;
    }
  }
}

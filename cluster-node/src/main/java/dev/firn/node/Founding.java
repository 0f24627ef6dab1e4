package dev.firn.node;

import dev.firn.journal.postgres.NodeRegister.Entry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the first seed node may found a cluster. That it reaches no other node says nothing: it
 * may be cut off from a cluster that goes on without it, and a second one on the same journal never
 * grows together with it. So it looks into the register, which both would share: while a member
 * renews its row, or may be about to, there is a cluster to join.
 */
final class Founding {
  /** Members that are there renew their rows more often, also when the database was just away. */
  static final Duration WATCH = Duration.ofSeconds(5);

  private final String self;
  private @Nullable Long lastSeen;

  /**
   * @param self the name of this node
   */
  Founding(String self) {
    this.self = self;
  }

  /**
   * One look, to be repeated until it may.
   *
   * @param now in nanoseconds of a clock that never jumps
   */
  boolean mayFound(List<Entry> entries, long now) {
    List<Entry> members =
        entries.stream().filter(one -> one.isMember() && !one.name().equals(self)).toList();
    if (members.isEmpty()) {
      return true;
    }
    Long last = lastSeen;
    if (last == null || members.stream().anyMatch(Entry::isThere)) {
      lastSeen = now;
      return false;
    }
    return now - last > WATCH.toNanos();
  }
}

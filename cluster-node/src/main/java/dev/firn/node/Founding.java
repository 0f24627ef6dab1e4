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

  /**
   * Time in which nobody looked does not count as watched: members may have written in vain, too.
   */
  private static final Duration LONGEST_GAP = Duration.ofSeconds(2);

  private final String self;
  private @Nullable Long lastSeen;
  private long lastLook;

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
    List<Entry> members = members(entries);
    if (members.isEmpty()) {
      return true;
    }
    Long last = lastSeen;
    boolean hasLooked = now - lastLook <= LONGEST_GAP.toNanos();
    lastLook = now;
    if (last == null || !hasLooked || members.stream().anyMatch(Entry::isThere)) {
      lastSeen = now;
      return false;
    }
    return now - last > WATCH.toNanos();
  }

  /** Names of those that are in a cluster now. */
  List<String> membersThere(List<Entry> entries) {
    return members(entries).stream().filter(Entry::isThere).map(Entry::name).sorted().toList();
  }

  private List<Entry> members(List<Entry> entries) {
    return entries.stream().filter(one -> one.isMember() && !one.name().equals(self)).toList();
  }
}

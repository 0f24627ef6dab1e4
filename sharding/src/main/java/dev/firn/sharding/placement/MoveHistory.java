package dev.firn.sharding.placement;

import dev.firn.sharding.placement.Move.Cause;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How each shard came to where it is, for operators; nothing is decided by it. */
final class MoveHistory {
  private final Map<String, String> homes = new HashMap<>();
  private final Map<String, Cause> begun = new HashMap<>();
  private final Map<String, LastMove> last = new HashMap<>();

  /** A shard's last change of its node. */
  record LastMove(String from, Cause cause, Instant at) {}

  void begin(Move move) {
    begun.put(move.shard(), move.cause());
  }

  /** Another one was the coordinator meanwhile: what it moved, and why, is not known. */
  void forget() {
    homes.clear();
    begun.clear();
    last.clear();
  }

  /**
   * @param isOnItsWay the shard is under way; one that is not, and has not changed its node, did
   *     not move after all
   */
  void see(String shard, String home, boolean isOnItsWay, Instant now) {
    @Nullable String before = homes.put(shard, home);
    if (before != null && !before.equals(home)) {
      last.put(shard, new LastMove(before, begun.getOrDefault(shard, Cause.FAILOVER), now));
      begun.remove(shard);
    } else if (!isOnItsWay) {
      begun.remove(shard);
    }
  }

  Map<String, LastMove> lastMoves() {
    return Map.copyOf(last);
  }
}

package dev.firn.ops.send;

import java.time.Duration;
import java.util.List;

/** What a node said to a batch, as far as the sender must tell answers apart. */
sealed interface Reply {

  /** Every event has its fate. */
  record Fates(long accepted, long duplicates, List<Rejection> rejections) implements Reply {
    public Fates {
      rejections = List.copyOf(rejections);
    }

    boolean coversAll(int events) {
      return accepted + duplicates + rejections.size() == events
          && rejections.stream().allMatch(r -> r.index() >= 0 && r.index() < events);
    }
  }

  /** One event that was not taken, by its place in the batch. */
  record Rejection(int index, String reason, String detail) {
    /** The node had no room for it or does not know whether it took it: a retry is safe. */
    boolean isTemporary() {
      return switch (reason) {
        case "busy", "unavailable", "unknown" -> true;
        default -> false;
      };
    }
  }

  /** Worth another try: overload, a restart, a broken connection. */
  record Later(String why, Duration notBefore) implements Reply {}

  /** The batch as a whole cannot be taken; smaller ones may. */
  record Unfit(String reason, String detail) implements Reply {}

  /** No batch will be taken: wrong key, wrong URL. */
  record Refused(String why) implements Reply {}
}

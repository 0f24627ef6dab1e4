package dev.firn.sharding;

import java.time.Duration;

/** What became of the rows of one request in one partition. */
public sealed interface StoreOutcome {

  /**
   * All rows are durable, now or from an earlier attempt.
   *
   * @param position everything of this request is at or before it
   */
  record Stored(Position position, int accepted, int duplicates) implements StoreOutcome {}

  /** Nothing was stored; there is no room now. */
  record Busy(Duration retryAfter, String reason) implements StoreOutcome {}

  /** Nothing was stored; the tenant has as much as it may have for now. */
  record Throttled(Duration retryAfter, String reason) implements StoreOutcome {}

  /** Nothing was stored, and the same rows will not be stored later today either. */
  record Denied(String reason, String detail) implements StoreOutcome {}

  /** Whether the rows were stored is not known; a retry is safe and will tell. */
  record Unknown(String reason) implements StoreOutcome {}
}

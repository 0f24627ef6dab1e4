package dev.firn.sharding.commit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with one thing, and since when, for those who look from outside. */
final class Trouble {
  private @Nullable String reason;
  private @Nullable Instant since;

  /** The reason may change while the trouble goes on. */
  void arise(String why, long now) {
    since = since == null ? Instant.ofEpochMilli(now) : since;
    reason = why;
  }

  void end() {
    reason = null;
    since = null;
  }

  boolean isThere() {
    return reason != null;
  }

  boolean hasLasted(Duration time, long now) {
    return since != null && !since.plus(time).isAfter(Instant.ofEpochMilli(now));
  }

  Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  Optional<Instant> since() {
    return Optional.ofNullable(since);
  }
}

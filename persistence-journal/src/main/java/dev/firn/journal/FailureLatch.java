package dev.firn.journal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Shut by the first failed write or background error, never opened again. */
final class FailureLatch {

  private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

  void fail(String why) {
    reason.compareAndSet(null, why);
  }

  Optional<String> reason() {
    return Optional.ofNullable(reason.get());
  }

  void check() {
    if (reason.get() != null) {
      throw exception();
    }
  }

  JournalReadOnlyException exception() {
    return new JournalReadOnlyException(reason().orElse("unknown"));
  }
}

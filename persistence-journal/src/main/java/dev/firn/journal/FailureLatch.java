package dev.firn.journal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Shut by the first failed write or background error. Opened again only after the database was
 * opened anew, which is tried when what failed was want of room.
 */
final class FailureLatch {

  private final AtomicReference<@Nullable WriteFailure> failure = new AtomicReference<>();

  void fail(WriteFailure why) {
    failure.compareAndSet(null, why);
  }

  Optional<WriteFailure> failure() {
    return Optional.ofNullable(failure.get());
  }

  boolean isShut() {
    return failure.get() != null;
  }

  void check() {
    if (isShut()) {
      throw exception();
    }
  }

  JournalReadOnlyException exception() {
    return new JournalReadOnlyException(
        failure().map(WriteFailure::sentence).orElse("it was opened anew meanwhile"));
  }

  /** The database was opened anew and writes again. */
  void open() {
    failure.set(null);
  }

  /** Opening anew failed: that is the reason from now on. */
  void stayShut(WriteFailure why) {
    failure.set(why);
  }
}

package dev.firn.journal.postgres;

import dev.firn.journal.WriteStatistics;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the database can be reached and has room; any thread notes what it has seen. */
final class DatabaseState {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseState.class);

  /** A full disk is believed for so long; then one append may find out. */
  private static final Duration FULL_FOR = Duration.ofSeconds(2);

  private final WriteStatistics statistics;
  private @Nullable String unreachable;
  private @Nullable String full;
  private long fullUntil;
  private boolean closing;

  DatabaseState(WriteStatistics statistics) {
    this.statistics = statistics;
  }

  synchronized void reached() {
    if (unreachable != null) {
      statistics.reopened();
      LOG.info("The journal's database is reached again");
      unreachable = null;
    }
  }

  synchronized void wrote() {
    reached();
    if (full != null) {
      statistics.reopened();
      full = null;
    }
  }

  synchronized void unreachable(String why) {
    if (unreachable == null && !closing) {
      statistics.failed();
      LOG.warn("The journal's database cannot be reached: {}", why);
    }
    unreachable = why;
  }

  synchronized void noRoom(String why) {
    if (full == null) {
      statistics.failed();
    }
    LOG.error("The journal's database has no room: {}", why);
    full = why;
    fullUntil = System.nanoTime() + FULL_FOR.toNanos();
  }

  synchronized Optional<String> unreachable() {
    return Optional.ofNullable(unreachable);
  }

  synchronized Optional<String> full() {
    return System.nanoTime() < fullUntil ? Optional.ofNullable(full) : Optional.empty();
  }

  synchronized void close() {
    closing = true;
    notifyAll();
  }

  synchronized boolean isClosing() {
    return closing;
  }

  /** Waits, but no longer than until the journal closes. */
  synchronized void pause(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    long left = duration.toMillis();
    while (left > 0 && !closing) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }
}

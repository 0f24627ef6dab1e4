package dev.firn.journal.postgres;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: doubled each time, the upper half of it by chance. */
final class BackOff {

  private BackOff() {}

  static Duration pause(PostgresJournalSettings.BackOff settings, int attempt) {
    long bound =
        Math.min(settings.max().toMillis(), settings.min().toMillis() << Math.min(attempt, 20));
    return Duration.ofMillis(bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1));
  }
}

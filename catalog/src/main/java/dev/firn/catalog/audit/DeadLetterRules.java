package dev.firn.catalog.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What holds for the table of dead letters alone.
 *
 * @param originals accounts of the partitions of events, which count what they rejected
 * @param keptFor from the end of its hour on; afterwards anybody may take a dead letter out of the
 *     table. Empty: never
 */
public record DeadLetterRules(
    AccountSource originals, Optional<Duration> keptFor, InstantSource clock) {

  /** Whether dead letters of this partition may be gone. */
  boolean mayBeGone(String partition) {
    Optional<Instant> end = TableCut.start(partition).map(start -> start.plus(TableCut.HOUR));
    return keptFor.isPresent()
        && end.isPresent()
        && end.get().plus(keptFor.get()).isBefore(clock.instant());
  }
}

package dev.firn.journal;

/**
 * What probes, metrics and the admission of requests want to know of the journal. Cheap, never
 * blocks, never fails; sizes are as of the last {@code reclaim.interval} (embedded) or {@code
 * watch-interval} (postgres) plus what was appended since.
 */
@FunctionalInterface
public interface JournalHealth {

  JournalStatus status();

  /** The state alone, cheap enough to be asked for every append. */
  default JournalStatus.State state() {
    return status().state();
  }
}

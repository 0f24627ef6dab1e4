package dev.firn.sharding;

import java.util.Optional;

/**
 * Port to the journal's room. Asked before an append of a client is journaled, so that it can be
 * turned away while there is still room for what makes room: flushes, commits, snapshots.
 */
@FunctionalInterface
public interface JournalSpace {

  /** There is always room. */
  JournalSpace UNBOUNDED = Optional::empty;

  /**
   * Why events of clients are not taken now, in two or three words that a metric can carry; empty
   * where they are. Cheap, never blocks, never fails.
   */
  Optional<String> refusal();
}

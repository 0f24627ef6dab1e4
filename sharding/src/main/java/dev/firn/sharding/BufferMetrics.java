package dev.firn.sharding;

import java.time.Duration;

/** What the buffers tell about their work. Called from actors: implementations never block. */
public interface BufferMetrics {

  /** An append was journaled. */
  default void appended(int accepted, int duplicates, int bytes) {}

  /** An append was turned away. */
  default void refused(String reason) {}

  /**
   * A data file was written and journaled as prepared.
   *
   * @param overdue by how much it missed the age limit, zero if it did not
   */
  default void flushed(long rows, long bytes, Duration took, Duration overdue) {}

  default void flushFailed(String reason) {}

  /**
   * Ids of flushed rows that had been lost were found again in the table or in the journal.
   *
   * @param runs sorted runs of ids that were lost
   * @param ids found again
   */
  default void idsRebuilt(int runs, long ids) {}

  /** Rows of an append cannot be written, ever, and were kept as dead letters. */
  default void rejected(String reason, long rows) {}

  /** A commit was read back from the table. */
  default void committed(int files, long rows, Duration took, int attempts) {}

  /** An attempt at a commit ended without anybody knowing how. */
  default void commitUnknown(String reason) {}

  /** Files of commits that somebody had rolled back are in the table again. */
  default void readded(int files, long rows) {}

  /** A committer, or a partition of dead letters, stopped and waits for an operator. */
  default void parked(String reason) {}

  BufferMetrics NONE = new BufferMetrics() {};
}

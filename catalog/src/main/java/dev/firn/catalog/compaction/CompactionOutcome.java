package dev.firn.catalog.compaction;

import java.time.Duration;

/** What became of an attempt to compact a partition. */
public sealed interface CompactionOutcome {
  /**
   * Files have been rewritten and are in the table instead: read back.
   *
   * @param rows in the table now
   * @param duplicates rows that are not, because their event was there before
   * @param jobsLeft further groups of files that were worth rewriting
   */
  record Compacted(
      long snapshotId,
      int filesBefore,
      int filesAfter,
      long bytesBefore,
      long bytesAfter,
      long rows,
      long duplicates,
      int jobsLeft,
      Duration took)
      implements CompactionOutcome {}

  /**
   * There is nothing to do.
   *
   * @param files of the partition
   * @param leftAlone of these, files that are never rewritten: with delete files, listed twice, of
   *     another format or partition spec
   */
  record NothingToDo(int files, int leftAlone) implements CompactionOutcome {}

  /** The table is as before; the same may be tried again. */
  record Abandoned(String reason) implements CompactionOutcome {}

  /**
   * Nobody knows whether the commit will have happened. No row is lost or doubled either way; the
   * files that were written stay.
   */
  record Unknown(String reason) implements CompactionOutcome {}
}

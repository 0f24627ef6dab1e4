package dev.firn.sharding;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Port to the table's commit ledger. */
public interface TableCommits {

  /** What the table says of itself now. */
  CompletionStage<Ledger> read();

  /**
   * One attempt at a planned commit, on a freshly loaded table. May be repeated with the same
   * arguments until the answer is not {@link Outcome.Unknown}; a failed stage is to be taken as
   * Unknown too.
   */
  CompletionStage<Outcome> attempt(Plan plan);

  /**
   * Whether earlier commits are still in the table's history. A failed stage: nobody knows, ask
   * again later.
   */
  CompletionStage<Sighting> examine(Examination examination);

  /**
   * Whether the rows of files are in the table, where its history does not tell. Slow. A failed
   * stage: nobody knows, ask again later.
   */
  CompletionStage<Rows> find(List<String> descriptors);

  /**
   * What the table says of itself.
   *
   * @param ledger number of the newest commit through the ledger, 0 before the first
   * @param snapshotId the current snapshot, -1 where the table has none
   */
  record Ledger(String tableUuid, long ledger, long snapshotId, long sequenceNumber) {}

  /**
   * A commit as it was journaled before its first attempt.
   *
   * @param descriptors what {@link DataFiles.DataFile#descriptor()} said of each file
   * @param undone markers ({@code number:id}) of earlier commits of these files that were rolled
   *     back; with one of them in the table again, this commit must not be made
   */
  record Plan(
      String tableUuid,
      long ledger,
      String commitId,
      List<String> descriptors,
      long baseSnapshotId,
      long baseSequenceNumber,
      List<String> undone) {
    public Plan {
      descriptors = List.copyOf(descriptors);
      undone = List.copyOf(undone);
    }
  }

  /** A look at what was committed. */
  record Examination(List<Kept> kept) {
    public Examination {
      kept = List.copyOf(kept);
    }
  }

  /**
   * A commit that was in the table.
   *
   * @param markers ({@code number:id}) under which its files were committed
   * @param baseSequenceNumber all of which came after it
   * @param seenIn a snapshot that is known to hold them, -1 if none is
   */
  record Kept(long ledger, List<String> markers, long baseSequenceNumber, long seenIn) {
    public Kept {
      markers = List.copyOf(markers);
    }
  }

  /**
   * What a look has shown.
   *
   * @param tableUuid another than expected: the table was replaced, and the rest means nothing
   * @param snapshotId what was looked at, -1 where the table has no snapshot
   * @param lost commits that are gone
   * @param dropped commits that an operator took out
   * @param undecided commits that may have gone: history does not reach back, rows may tell
   */
  record Sighting(
      String tableUuid,
      long snapshotId,
      long sequenceNumber,
      List<Long> lost,
      List<Long> dropped,
      List<Long> undecided) {
    public Sighting {
      lost = List.copyOf(lost);
      dropped = List.copyOf(dropped);
      undecided = List.copyOf(undecided);
    }
  }

  /** Which rows are in a table. */
  record Rows(String tableUuid, long snapshotId, long sequenceNumber, Found found) {}

  /** How much of something is there. */
  enum Found {
    ALL,
    NONE,
    /** A part of it, or it cannot be told. */
    SOME
  }

  /** What came of an attempt. */
  sealed interface Outcome {

    /**
     * In the table, read back, the objects seen.
     *
     * @param isOnBase whether the snapshot that the plan names as its base is in the history
     */
    record Committed(long snapshotId, long sequenceNumber, boolean isOnBase) implements Outcome {}

    /** Landed or not, nobody knows: the same plan again, later. */
    record Unknown(String reason, Optional<Duration> retryAfter) implements Outcome {}

    /**
     * It had landed and was rolled back by someone else: the files go into a new ledger number, on
     * the snapshot that was looked at.
     */
    record RolledBack(long snapshotId, long sequenceNumber, String reason) implements Outcome {}

    /** An earlier commit of these files is in the table again: this one must not be made. */
    record Returned(String reason) implements Outcome {}

    /** These files can never be added as they are: their rows are to be written anew. */
    record Unusable(List<Integer> files, String reason) implements Outcome {}

    /** The table of this ledger is gone and another stands in its place. */
    record TableReplaced(String tableUuid) implements Outcome {}

    /**
     * Another commit has the plan's number. Where it is one that was given up, it has landed after
     * all; else the ledger says what it never should.
     *
     * @param marker of that commit ({@code number:id})
     */
    record Overtaken(String marker, String reason) implements Outcome {}

    /** The ledger says what it never should: stop and call an operator. */
    record Park(String reason) implements Outcome {}
  }
}

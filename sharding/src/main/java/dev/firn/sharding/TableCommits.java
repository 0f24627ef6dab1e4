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
   * @param undone markers ({@code number:id}) of earlier commits that were rolled back; with one of
   *     them in the table again, this commit must not be made
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

  /** What came of an attempt. */
  sealed interface Outcome {

    /** In the table, read back, the objects seen. */
    record Committed(long snapshotId, long sequenceNumber) implements Outcome {}

    /** Landed or not, nobody knows: the same plan again, later. */
    record Unknown(String reason, Optional<Duration> retryAfter) implements Outcome {}

    /** It had landed and was rolled back by someone else: the files go into a new ledger number. */
    record RolledBack(String reason) implements Outcome {}

    /** These files can never be added as they are: their rows are to be written anew. */
    record Unusable(List<Integer> files, String reason) implements Outcome {}

    /** The table of this ledger is gone and another stands in its place. */
    record TableReplaced(String tableUuid) implements Outcome {}

    /** The ledger says what it never should: stop and call an operator. */
    record Park(String reason) implements Outcome {}
  }
}

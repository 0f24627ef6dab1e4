package dev.firn.sharding;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a table's committer stands.
 *
 * @param ledger number of the newest commit known to be in the table, 0 before the first
 * @param snapshotId its snapshot, -1 before the first
 * @param plan the commit whose fate is not known yet
 * @param trouble what keeps it from going on, in a sentence; empty while all is well
 * @param troubleSince since when
 * @param pendingFiles files that wait for a plan
 * @param pendingRows their rows
 * @param settlingLedgers commits whose files are kept, should someone else roll them back
 * @param lostLedgers of these, commits that were found rolled back and are to be added again
 * @param goneLedgers numbers that are not in the table's history and need not be: their files were
 *     added again under others, are about to be, or were taken out by an operator
 * @param readdedFiles files that have been added again
 */
public record CommitterStatus(
    String tableUuid,
    Phase phase,
    long ledger,
    long snapshotId,
    Optional<OpenPlan> plan,
    Optional<String> trouble,
    Optional<Instant> troubleSince,
    int pendingFiles,
    long pendingRows,
    int settlingLedgers,
    int lostLedgers,
    List<LedgerRange> goneLedgers,
    long readdedFiles)
    implements Portable {

  public CommitterStatus {
    goneLedgers = List.copyOf(goneLedgers);
  }

  /** What a committer is at. */
  public enum Phase {
    /** Nothing is open. */
    IDLE,
    /** A plan is being committed. */
    COMMITTING,
    /** Nobody knows yet whether the plan has landed; it is looked at again and again. */
    UNDECIDED,
    /** The ledger says what it never should: an operator is to look, then to resume. */
    PARKED,
    /** Another table stands under the name; the ledger of this one is closed. */
    REPLACED,
    /** The committer did not answer in time. */
    UNREACHABLE
  }

  /**
   * A journaled commit.
   *
   * @param again number of the commit whose files are added again, 0 for files never committed
   * @param attempts in this life of the committer
   * @param since when it was planned, or found open after a restart
   * @param baseSequenceNumber of the snapshot it was planned on; history from there on is needed
   */
  public record OpenPlan(
      long ledger,
      String commitId,
      int files,
      long rows,
      long again,
      int attempts,
      Instant since,
      long baseSequenceNumber) {}

  public static CommitterStatus unreachable(String tableUuid, String reason) {
    return unreachable(tableUuid, reason, Optional.empty());
  }

  public static CommitterStatus unreachable(
      String tableUuid, String reason, Optional<Instant> since) {
    return new CommitterStatus(
        tableUuid,
        Phase.UNREACHABLE,
        0,
        -1,
        Optional.empty(),
        Optional.of(reason),
        since,
        0,
        0,
        0,
        0,
        List.of(),
        0);
  }
}

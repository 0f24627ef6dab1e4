package dev.firn.sharding.commit;

import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.Portable;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A committer's state as it is saved.
 *
 * @param journaled events that the journal had by then, 0 where that was not counted
 * @param plannedNumber sequence number of the open plan's event, 0 where it is not known
 * @param undone markers of commits that were given up, because their rows are written anew
 * @param gone numbers that were used and are not in the table's history
 * @param parked why an operator is needed, if one is
 * @param replacedBy the table that took this one's place, if one did
 * @param isPlanRefused whether the partitions were told that the open plan's files are refused
 * @param takenBack refusals that turned out wrong
 * @param givenUp plans that may land yet
 * @param refused files that came to nothing while the table was away
 */
public record CommitterSnapshot(
    long ledger,
    long snapshotId,
    long sequenceNumber,
    @Nullable Planned plan,
    Map<String, Mark> marks,
    List<String> undone,
    long journaled,
    long plannedNumber,
    List<KeptLedger> kept,
    List<KeptLedger.Lost> lost,
    List<LedgerRange> gone,
    @Nullable Parked parked,
    @Nullable String replacedBy,
    long readdedFiles,
    boolean isPlanRefused,
    List<TakenBack> takenBack,
    List<GivenUpPlan> givenUp,
    Set<RefusedFlushes> refused)
    implements Portable {
  public CommitterSnapshot {
    marks = Map.copyOf(marks);
    undone = List.copyOf(undone);
    kept = List.copyOf(kept);
    lost = List.copyOf(lost);
    gone = List.copyOf(gone);
    takenBack = List.copyOf(takenBack);
    givenUp = List.copyOf(givenUp);
    refused = Set.copyOf(refused);
  }

  /** As version 1 saved it. */
  public CommitterSnapshot(
      long ledger,
      long snapshotId,
      long sequenceNumber,
      @Nullable Planned plan,
      Map<String, Mark> marks,
      List<String> undone) {
    this(
        ledger,
        snapshotId,
        sequenceNumber,
        plan,
        marks,
        undone,
        0,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        0,
        false,
        List.of(),
        List.of(),
        Set.of());
  }

  /** With what the second form did not have; the third had the first two of these. */
  public CommitterSnapshot with(
      boolean planRefused,
      List<TakenBack> refusalsTakenBack,
      List<GivenUpPlan> plansGivenUp,
      Set<RefusedFlushes> filesRefused) {
    return new CommitterSnapshot(
        ledger,
        snapshotId,
        sequenceNumber,
        plan,
        marks,
        undone,
        journaled,
        plannedNumber,
        kept,
        lost,
        gone,
        parked,
        replacedBy,
        readdedFiles,
        planRefused,
        refusalsTakenBack,
        plansGivenUp,
        filesRefused);
  }

  /**
   * How far a partition's appends are in the table.
   *
   * @param through the last append of the epoch that is
   * @param at when that was last changed, milliseconds since the epoch
   */
  public record Mark(long epoch, long through, boolean closed, long at) {}
}

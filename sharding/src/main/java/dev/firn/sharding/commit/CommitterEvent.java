package dev.firn.sharding.commit;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.Portable;
import java.util.List;

/** What a table's committer journals. Times are milliseconds since the epoch. */
public sealed interface CommitterEvent extends Portable {

  /**
   * Before the first attempt: exactly these files, under this number and id, on top of this base.
   */
  record Planned(
      String tableUuid,
      long ledger,
      String commitId,
      List<PlannedFile> files,
      long baseSnapshotId,
      long baseSequenceNumber)
      implements CommitterEvent {
    public Planned {
      files = List.copyOf(files);
    }
  }

  /** A file of a plan. */
  record PlannedFile(
      String partition, long epoch, String flushId, long from, long to, DataFile file) {}

  /** The plan is in the table and was read back. */
  record Committed(long ledger, long snapshotId, long sequenceNumber, long at)
      implements CommitterEvent {}

  /** The plan had landed and somebody else rolled it back: its files are without a plan again. */
  record RolledBack(long ledger, String reason) implements CommitterEvent {}

  /** These files leave the open plan for good; the rest is tried under a new commit id. */
  record Tombstoned(List<String> flushIds, String newCommitId, String reason)
      implements CommitterEvent {
    public Tombstoned {
      flushIds = List.copyOf(flushIds);
    }
  }

  /** These epochs are closed: files of them are never accepted again. */
  record EpochsClosed(List<ClosedEpoch> epochs, long at) implements CommitterEvent {
    public EpochsClosed {
      epochs = List.copyOf(epochs);
    }
  }

  /** A closed epoch of a partition. */
  record ClosedEpoch(String partition, long epoch) {}

  /** The ledger says what it never should; an operator is called, and the plan looked at rarely. */
  record Parked(String reason) implements CommitterEvent {}
}

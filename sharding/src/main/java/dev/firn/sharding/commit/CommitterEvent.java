package dev.firn.sharding.commit;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.Portable;
import java.util.List;

/** What a table's committer journals. Times are milliseconds since the epoch. */
public sealed interface CommitterEvent extends Portable {

  /**
   * Before the first attempt: exactly these files, under this number and id, on top of this base.
   * Stays in the journal for as long as the commit settles: the committer keeps no other copy of
   * the list. Journaled once more when it had been given up and has landed after all: then it is
   * open again, in place of the one that was to have its number.
   *
   * @param again number of the commit whose files these are, 0 for files never committed
   */
  record Planned(
      String tableUuid,
      long ledger,
      String commitId,
      List<PlannedFile> files,
      long baseSnapshotId,
      long baseSequenceNumber,
      long again)
      implements CommitterEvent {
    public Planned {
      files = List.copyOf(files);
    }

    long rows() {
      return files.stream().mapToLong(file -> file.file().rows()).sum();
    }

    String marker() {
      return ledger + ":" + commitId;
    }

    /** The same files under another number, though never to be committed under it. */
    Planned anew(long number) {
      return new Planned(
          tableUuid, number, commitId, files, baseSnapshotId, baseSequenceNumber, ledger);
    }
  }

  /** A file of a plan. */
  record PlannedFile(
      String partition, long epoch, String flushId, long from, long to, DataFile file) {}

  /** The plan is in the table and was read back. */
  record Committed(long ledger, long snapshotId, long sequenceNumber, long at)
      implements CommitterEvent {}

  /**
   * The plan had landed and somebody else rolled it back: its files are to be added again, on the
   * snapshot that was looked at.
   */
  record RolledBack(long ledger, long snapshotId, long sequenceNumber, String reason)
      implements CommitterEvent {}

  /** These files leave the open plan for good; the rest is planned anew under a new commit id. */
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
  record Parked(String reason, long at) implements CommitterEvent {}

  /** Commits up to this number have been in the table for the settle period, and are forgotten. */
  record Settled(long ledger, long at) implements CommitterEvent {}

  /**
   * Commits that had been read back are no longer in the table, as seen on this snapshot: their
   * files are to be added again.
   */
  record Lost(List<Long> ledgers, long snapshotId, long sequenceNumber, long at)
      implements CommitterEvent {
    public Lost {
      ledgers = List.copyOf(ledgers);
    }
  }

  /** Before the open plan could add files again, their first commit was back in the table. */
  record Returned(long ledger, String reason, long at) implements CommitterEvent {}

  /** An operator took these commits out of the table: they stay out. */
  record Dropped(List<Long> ledgers, long at) implements CommitterEvent {
    public Dropped {
      ledgers = List.copyOf(ledgers);
    }
  }

  /**
   * Another table stands under the name: this ledger is closed until its own is back. The open plan
   * waits for that, because it may have landed, and so does what settles.
   *
   * @param forgets as the first version did: plan and settling commits are dropped
   */
  record TableReplaced(String newUuid, long at, boolean forgets) implements CommitterEvent {}

  /** While the table was away their partitions were told that these files are not in it. */
  record FilesRefused(List<RefusedFile> files, long at) implements CommitterEvent {
    public FilesRefused {
      files = List.copyOf(files);
    }
  }

  /** A file that is to be written anew. */
  record RefusedFile(String partition, String flushId) {}

  /**
   * The table of this ledger stands under its name again.
   *
   * @param abandonsPlan whether the plan that was open is over: it had not landed, and its rows
   *     were written anew, maybe for the other table
   */
  record TableReturned(long at, boolean abandonsPlan) implements CommitterEvent {}
}

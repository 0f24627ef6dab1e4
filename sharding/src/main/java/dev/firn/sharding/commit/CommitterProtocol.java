package dev.firn.sharding.commit;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.Portable;
import dev.firn.sharding.RollbackAnswer;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a table's committer is told, and what it answers. */
public interface CommitterProtocol {

  /** Everything a committer understands. */
  interface Command {}

  /**
   * These files of a partition wait for a commit. Sent again, with everything that still waits,
   * until a verdict has come for each.
   *
   * @param committedThrough appends of the epoch up to this one are in a table already; where that
   *     was another table, a committer goes on from there
   * @param files in the order of their appends, without a gap
   */
  record AddFiles(
      String partition,
      long epoch,
      long committedThrough,
      List<PendingFile> files,
      ActorRef<Verdict> replyTo)
      implements Command, Portable {
    public AddFiles {
      files = List.copyOf(files);
    }
  }

  /** A written file and the appends it holds. */
  record PendingFile(String flushId, long from, long to, DataFile file) {

    PlannedFile of(String partition, long epoch) {
      return new PlannedFile(partition, epoch, flushId, from, to, file);
    }
  }

  /**
   * The partition has nothing of this epoch outside the table and will use a greater one next. Sent
   * again until {@link EpochClosed} has come.
   */
  record CloseEpoch(String partition, long epoch, ActorRef<Verdict> replyTo)
      implements Command, Portable {}

  /** How does the committer stand? */
  record Describe(ActorRef<CommitterStatus> replyTo) implements Command, Portable {}

  /** Look again at once, without waiting for the retry to come round. */
  record Resume(ActorRef<CommitterStatus> replyTo) implements Command, Portable {}

  /** An operator undoes these commits: when they are gone, they stay gone. */
  record AcceptRollback(long from, long through, ActorRef<RollbackAnswer> replyTo)
      implements Command, Portable {}

  /** What became of files, and of epochs. */
  sealed interface Verdict extends Portable {}

  /** All files of the epoch up to this append are in the table. */
  record FilesCommitted(long epoch, long through, long ledger, long snapshotId)
      implements Verdict {}

  /** This file can never be added; its rows are to be written anew. */
  record FileRefused(long epoch, String flushId, String reason) implements Verdict {}

  /**
   * This file begins before what is in the table ends, and ends after it. One of the two journals
   * is not what it was, and nobody can tell whose rows are where: nothing of the partition is added
   * before an operator has looked. The rows stay with the partition.
   *
   * @param mark the last append of the epoch that is in the table
   */
  record FilesConflict(long epoch, String flushId, long mark, String reason) implements Verdict {}

  /**
   * This file is to be written anew in two: an earlier one, which had been refused while the table
   * was away and of which it holds the rows again, was in the table after all, up to this append.
   */
  record FileCut(long epoch, String flushId, long through) implements Verdict {}

  /** The committer no longer needs to remember this epoch, or has it journaled as closed. */
  record EpochClosed(long epoch) implements Verdict {}

  /**
   * The epoch is over for the committer, and no file of it is ever accepted: whoever still writes
   * in it has been succeeded by another, and is to recover from the journal.
   */
  record EpochRefused(long epoch, String reason) implements Verdict {}
}

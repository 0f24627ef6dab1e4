package dev.firn.sharding;

/** How far an append has come. */
public sealed interface Whereabouts extends Portable {

  /** Durable in the journal, visible to live queries, in no data file yet. */
  record Buffered() implements Whereabouts {}

  /** In a data file that is waiting for its commit. */
  record InFile(String location) implements Whereabouts {}

  /**
   * In the table.
   *
   * @param ledger number of the commit, 0 where only the snapshot is known
   * @param snapshotId a snapshot that holds the append: its own, or a later one for old appends
   */
  record InSnapshot(long ledger, long snapshotId) implements Whereabouts {}

  /** In no table of events: none of its rows can be written, all are among the dead letters. */
  record Rejected() implements Whereabouts {}

  /** No such append: the receipt is from another journal. */
  record NeverSeen() implements Whereabouts {}

  /** The partition did not answer in time. */
  record Unreachable(String reason) implements Whereabouts {}
}

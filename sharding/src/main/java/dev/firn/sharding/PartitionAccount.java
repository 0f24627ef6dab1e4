package dev.firn.sharding;

import java.util.List;

/**
 * What became of the rows that a partition took in, as far back as it remembers.
 *
 * @param lastAppend the newest append of the newest epoch
 * @param buffered rows not known to be in the table; all of the newest epoch
 * @param epochs oldest first, without gaps
 */
public record PartitionAccount(String partition, long lastAppend, long buffered, List<Epoch> epochs)
    implements Portable {
  public PartitionAccount {
    epochs = List.copyOf(epochs);
  }

  /**
   * One epoch. What was taken in is in the table, buffered, a dead letter or removed as duplicate:
   * {@code received = committed + buffered + rejected + duplicates}.
   *
   * @param table that the rows went to; empty before the first commit
   * @param from the first append that is counted: 1, unless counting began later or the table was
   *     replaced
   * @param through the last append that is known to be in the table
   * @param received rows of journaled batches
   * @param duplicates of these, repetitions of earlier events
   * @param rejected of these, rows that are dead letters
   * @param committed rows of the files known to be in the table, as their writer counted them
   */
  public record Epoch(
      long epoch,
      String table,
      long from,
      long through,
      long received,
      long duplicates,
      long rejected,
      long committed) {

    /** Rows that are in the journal alone, if the account is right. */
    public long outstanding() {
      return received - duplicates - rejected - committed;
    }
  }
}

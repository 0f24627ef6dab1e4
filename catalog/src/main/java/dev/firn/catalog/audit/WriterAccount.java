package dev.firn.catalog.audit;

/**
 * What the buffers say of one epoch of a partition.
 *
 * @param table the table that the rows went to, empty before the first commit
 * @param from the first append that the account counts
 * @param through the last append that is known to be in the table
 * @param received rows taken in from there on
 * @param duplicates of these, repetitions
 * @param rejected of these, dead letters
 * @param committed rows of the appends {@code from} to {@code through} that are in the table
 */
public record WriterAccount(
    long epoch,
    String table,
    long from,
    long through,
    long received,
    long duplicates,
    long rejected,
    long committed) {

  /** Whether it counts rows of another table than this, or began to count late. */
  boolean isOfAnother(String tableUuid) {
    return from > 1 || (!table.isEmpty() && !table.equals(tableUuid));
  }

  /** What is neither in the table nor anywhere else, by this account. */
  long outstanding() {
    return received - duplicates - rejected - committed;
  }
}

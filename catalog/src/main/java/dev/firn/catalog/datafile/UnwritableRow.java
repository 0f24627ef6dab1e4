package dev.firn.catalog.datafile;

import dev.firn.events.DeadLetter;

/**
 * A row that can never be written.
 *
 * @param append that brought it
 * @param index its place in the append
 * @param reason one of the words below, for programs
 * @param detail for people
 */
public record UnwritableRow(long append, int index, String reason, String detail) {
  /** Its batch cannot be decompressed or indexed; so are all its rows. */
  public static final String UNREADABLE_BATCH = DeadLetter.Cause.UNREADABLE_BATCH;

  /** Its own bytes make no row. */
  public static final String UNREADABLE_ROW = "unreadable_row";

  /** Its time is not of its partition's hour. */
  public static final String WRONG_HOUR = "wrong_hour";

  /** It has nothing for a column that the table requires. */
  public static final String MISSING_VALUE = "missing_value";

  /** Nobody knows why, but a file with it alone cannot be written. */
  public static final String NOT_ENCODABLE = "not_encodable";
}

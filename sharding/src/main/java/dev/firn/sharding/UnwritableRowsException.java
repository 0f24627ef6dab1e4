package dev.firn.sharding;

import java.util.List;
import java.util.Optional;

/**
 * Rows that can never be written stand in the way of a data file. No failure of the store: writing
 * the same rows again gives the same answer, and without them the file can be written.
 */
public final class UnwritableRowsException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int DEEPEST_CAUSE = 16;

  /**
   * One of them.
   *
   * @param index the row's place in its append
   * @param reason a word of {@code docs/dead-letters.md}
   */
  public record Row(long append, int index, String reason, String detail) {}

  private final transient List<Row> rows;

  public UnwritableRowsException(List<Row> rows, Throwable cause) {
    super(rows.size() + " rows cannot be written", cause);
    this.rows = List.copyOf(rows);
  }

  /** By append and place. */
  public List<Row> rows() {
    return rows;
  }

  /** The one among a failure's causes. */
  public static Optional<UnwritableRowsException> in(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof UnwritableRowsException found) {
        return Optional.of(found);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}

package dev.firn.catalog.evolution;

/** A change of a column that the table does not have. */
public final class NoSuchColumnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoSuchColumnException(String column) {
    super("The table has no column \"" + column + "\"");
  }
}

package dev.firn.catalog.table;

/** A node may not do at its catalog or store what it has to; the message says what is missing. */
public final class MissingAccessException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingAccessException(String message) {
    super(message);
  }

  MissingAccessException(String message, Throwable cause) {
    super(message, cause);
  }
}

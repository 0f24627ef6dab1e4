package dev.firn.catalog.history;

/** A change of the table's history that cannot be made as it was asked for; nothing is changed. */
public final class HistoryRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HistoryRefusedException(String message) {
    super(message);
  }
}

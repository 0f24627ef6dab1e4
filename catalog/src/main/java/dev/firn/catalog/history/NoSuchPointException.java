package dev.firn.catalog.history;

/** A point of history that the table does not have, or has no longer; the message says which. */
public final class NoSuchPointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why there is none. */
  public enum Reason {
    NO_SUCH_SNAPSHOT,
    NO_SUCH_TAG,
    /** The table was made, or first written to, later. */
    BEFORE_HISTORY,
    /** It was there, and its snapshot has been expired. */
    EXPIRED
  }

  private final Reason reason;

  NoSuchPointException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

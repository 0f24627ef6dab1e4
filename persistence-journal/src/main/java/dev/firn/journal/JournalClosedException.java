package dev.firn.journal;

/** The journal is closed because its actor system terminates. Nothing was written. */
public final class JournalClosedException extends JournalException {

  public JournalClosedException(String message) {
    super(message, null);
  }
}

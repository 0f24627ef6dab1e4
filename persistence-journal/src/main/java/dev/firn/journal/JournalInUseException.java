package dev.firn.journal;

/** Another process has the journal open. Nothing is wrong with it, and nothing was written. */
public final class JournalInUseException extends JournalException {

  JournalInUseException(String message, Throwable cause) {
    super(message, cause);
  }
}

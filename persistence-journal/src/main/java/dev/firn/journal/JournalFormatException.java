package dev.firn.journal;

/** The journal was written by a newer version of Firn, which this one must not touch. */
public final class JournalFormatException extends JournalException {

  JournalFormatException(String message) {
    super(message, null);
  }
}

package dev.firn.journal;

/**
 * No room: the size budget or the reserve of the disk is used up. Nothing was written; truncation
 * makes room.
 */
public final class JournalFullException extends JournalException {

  public JournalFullException(String message) {
    super(message, null);
  }
}

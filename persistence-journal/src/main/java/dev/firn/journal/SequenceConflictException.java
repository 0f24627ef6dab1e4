package dev.firn.journal;

/**
 * An event with this sequence number, or a later one, is already stored: a second writer. Nothing
 * was written.
 */
public final class SequenceConflictException extends JournalException {

  public SequenceConflictException(String message) {
    super(message, null);
  }
}

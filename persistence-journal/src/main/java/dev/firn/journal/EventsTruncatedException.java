package dev.firn.journal;

/**
 * Events were truncated while they were being read: what was read so far is not the whole range.
 * Ask again.
 */
public final class EventsTruncatedException extends JournalException {

  public EventsTruncatedException(String message) {
    super(message, null);
  }
}

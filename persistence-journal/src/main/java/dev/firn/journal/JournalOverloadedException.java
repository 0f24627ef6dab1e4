package dev.firn.journal;

/** More appends wait for the disk than the queue may hold. Nothing was written; try again later. */
public final class JournalOverloadedException extends JournalException {

  JournalOverloadedException(String message) {
    super(message, null);
  }
}

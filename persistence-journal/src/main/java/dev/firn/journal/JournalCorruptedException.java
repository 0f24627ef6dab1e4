package dev.firn.journal;

import org.jspecify.annotations.Nullable;

/**
 * Stored bytes are damaged or missing. Never skipped: the reader gets this instead of a shorter
 * answer.
 */
public final class JournalCorruptedException extends JournalException {

  public JournalCorruptedException(String message) {
    this(message, null);
  }

  JournalCorruptedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

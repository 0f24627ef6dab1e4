package dev.firn.journal;

import org.jspecify.annotations.Nullable;

/**
 * The journal's database did not answer or refused. Whether an append was written is unknown unless
 * the message says that nothing was: recover, then try again.
 */
public final class JournalUnavailableException extends JournalException {

  public JournalUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.firn.journal;

import org.jspecify.annotations.Nullable;

/**
 * Why the journal refused or could not answer. Each kind tells its caller what to do: a refusal
 * ({@link JournalFullException}, {@link JournalOverloadedException}) wrote nothing and may be tried
 * again later, as may {@link JournalUnavailableException} after a recovery; the others need an
 * operator or are a defect.
 */
public abstract sealed class JournalException extends RuntimeException
    permits JournalFullException,
        JournalOverloadedException,
        JournalReadOnlyException,
        JournalClosedException,
        JournalCorruptedException,
        JournalInUseException,
        JournalFormatException,
        JournalUnavailableException,
        EventsTruncatedException,
        SequenceConflictException {

  JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

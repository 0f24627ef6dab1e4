package dev.firn.journal;

/**
 * A write or sync failed earlier, so nothing is written until the journal was opened anew: by
 * itself when only room was wanting, else by a restart. For an append that was under way when it
 * happened the outcome is unknown.
 */
public final class JournalReadOnlyException extends JournalException {

  JournalReadOnlyException(String sentence) {
    super("The journal is read-only: " + sentence, null);
  }
}

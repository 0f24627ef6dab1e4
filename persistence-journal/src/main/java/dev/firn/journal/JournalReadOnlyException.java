package dev.firn.journal;

/**
 * A write or sync failed earlier, so nothing more is written until the process starts anew. For an
 * append that was under way when it happened the outcome is unknown.
 */
public final class JournalReadOnlyException extends JournalException {

  JournalReadOnlyException(String reason) {
    super(
        "The journal is read-only since a write failed: "
            + reason
            + ". Mend the disk, then restart the node",
        null);
  }
}

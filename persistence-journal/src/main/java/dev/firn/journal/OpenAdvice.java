package dev.firn.journal;

/** What an operator can do about RocksDB's reason not to open. */
final class OpenAdvice {

  private static final String RESTORE = "Restore the folder from a copy";

  private OpenAdvice() {}

  static String on(String message) {
    if (hasOneOf(message, "No space left", "File too large", "quota exceeded")) {
      return "Make room on the disk, then start again; nothing is lost.";
    }
    if (hasOneOf(message, "Permission denied", "Read-only file system")) {
      return "Let the node's user write there, then start again; nothing is lost.";
    }
    if (hasOneOf(message, ".sst", "MANIFEST", "CURRENT", "No such file")) {
      return "A file is missing or damaged, and rows with it. " + RESTORE + ".";
    }
    return "The log is damaged or part of it is missing. "
        + RESTORE
        + ", or keep what precedes the damage once with firn.journal.embedded.accept-data-loss=on.";
  }

  private static boolean hasOneOf(String message, String... words) {
    for (String word : words) {
      if (message.contains(word)) {
        return true;
      }
    }
    return false;
  }
}

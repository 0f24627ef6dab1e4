package dev.firn.sharding.partition;

/**
 * Appends could not be read back from the journal: it is away, or damaged. Their rows are nowhere
 * else, so whoever needs them stands still.
 */
final class UnreadableAppendsException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int DEEPEST_CAUSE = 16;

  UnreadableAppendsException(String persistenceId, long from, long to, Throwable cause) {
    super("Events %d to %d of [%s] could not be read".formatted(from, to, persistenceId), cause);
  }

  /** Whether one is among a failure's causes. */
  static boolean isIn(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof UnreadableAppendsException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}

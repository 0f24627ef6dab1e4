package dev.firn.ops.send;

/** The sender gives up: what was not acknowledged may or may not have arrived. */
final class NotDelivered extends Exception {
  private static final long serialVersionUID = 1L;

  NotDelivered(String message) {
    super(message);
  }

  NotDelivered(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.firn.ops.ctl;

/** A command that came to nothing, with the exit code that says so. */
final class CtlException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The node answered, and what it said is a refusal or a fault found. */
  static final int REFUSED = 1;

  /** Nobody answered in time. */
  static final int UNREACHABLE = 3;

  private final int exitCode;

  private CtlException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  static CtlException refused(String message) {
    return new CtlException(REFUSED, message);
  }

  static CtlException unreachable(String message) {
    return new CtlException(UNREACHABLE, message);
  }

  int exitCode() {
    return exitCode;
  }
}

package dev.firn.ops.send;

import java.io.IOException;

/** Whether a person is watching standard error. */
final class Terminal {
  private Terminal() {}

  /** Asked of the system's own {@code test}: Java only knows about input and output together. */
  static boolean isOnStandardError() {
    String term = System.getenv("TERM");
    if (term == null || term.equals("dumb")) {
      return false;
    }
    try {
      return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      // No such command on this system: plain lines are always right.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

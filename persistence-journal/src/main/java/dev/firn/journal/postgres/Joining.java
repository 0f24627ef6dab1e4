package dev.firn.journal.postgres;

/** Waiting for a thread, but not for ever. */
final class Joining {

  private Joining() {}

  /**
   * Whether it has ended by then.
   *
   * @param deadline in {@link System#nanoTime()}
   */
  static boolean until(Thread thread, long deadline) throws InterruptedException {
    long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
    thread.join(left);
    return !thread.isAlive();
  }
}

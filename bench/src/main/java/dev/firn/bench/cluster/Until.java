package dev.firn.bench.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits on conditions that are asked of nodes, which may not answer. */
final class Until {
  private static final long POLL_MILLIS = 50;

  private Until() {}

  /** What is waited for; a node that does not answer has not come to it. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /** Whether it came about in time. */
  static boolean holds(Duration patience, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!holdsNow(condition)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  /**
   * Returns when it has come about.
   *
   * @param what is waited for, in words
   */
  static void await(String what, Duration patience, Condition condition)
      throws IOException, InterruptedException {
    if (!holds(patience, condition)) {
      throw new IOException("Not within " + patience.toSeconds() + " s: " + what);
    }
  }

  /** An answer of a node; one that cannot tell yet is asked again. */
  interface Answer<T> {
    T get() throws IOException, InterruptedException;
  }

  /** The first answer. */
  static <T> T answered(Duration patience, Answer<T> question)
      throws IOException, InterruptedException {
    List<T> answers = new ArrayList<>();
    await("an answer of a node", patience, () -> answers.add(question.get()));
    return answers.get(0);
  }

  private static boolean holdsNow(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (IOException e) {
      // Whoever does not answer is asked again.
      return false;
    }
  }
}

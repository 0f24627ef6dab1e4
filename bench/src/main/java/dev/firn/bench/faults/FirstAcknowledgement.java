package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How long clients go without an acknowledgement when the node dies. A life that ends before its
 * first acknowledgement makes the wait before it longer: it is one wait, with several deaths.
 */
final class FirstAcknowledgement {
  /** No node answers so soon after its start; until then a client may still read an old answer. */
  private static final long SOONEST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final NodeLives node;
  private final Promises promises;
  private final List<Wait> waits = new ArrayList<>();
  private Optional<Wait> open = Optional.empty();

  FirstAcknowledgement(NodeLives node, Promises promises) {
    this.node = node;
    this.promises = promises;
  }

  /**
   * One wait. Seconds go to the first acknowledgement.
   *
   * @param death the first
   * @param deaths by which it was prolonged, the first among them
   * @param starts of the process in between
   * @param failedStarts of these, the ones that ended by themselves: a faulty answer met them
   * @param seconds from the first death
   * @param lastStartSeconds from the start of the life that gave it
   */
  record Wait(
      String death,
      long begun,
      int deaths,
      int starts,
      int failedStarts,
      double seconds,
      double lastStartSeconds) {
    private Wait prolonged() {
      return new Wait(death, begun, deaths + 1, starts, failedStarts, seconds, lastStartSeconds);
    }

    private Wait ended(int startsNow, int failedNow, long acknowledged, long launched) {
      return new Wait(
          death,
          begun,
          deaths,
          startsNow - starts,
          failedNow - failedStarts,
          (acknowledged - begun) / 1e9,
          (acknowledged - launched) / 1e9);
    }

    /** Nothing but one death and one start. */
    boolean isPlain() {
      return deaths == 1 && starts == 1;
    }
  }

  /** The node is dead. */
  void died(String death) {
    open =
        Optional.of(
            open.map(Wait::prolonged)
                .orElseGet(
                    () ->
                        new Wait(
                            death,
                            System.nanoTime(),
                            1,
                            node.starts(),
                            node.failedStarts(),
                            0,
                            0)));
  }

  /** Whether nothing is waited for any more. */
  boolean hasCome() {
    long acknowledged = promises.lastAcknowledgement();
    if (open.isPresent() && acknowledged > node.launched() + SOONEST_NANOS) {
      waits.add(
          open.get().ended(node.starts(), node.failedStarts(), acknowledged, node.launched()));
      open = Optional.empty();
    }
    return open.isEmpty();
  }

  /**
   * Returns when it has come, or the node has died.
   *
   * @return whether it has come
   */
  boolean awaitWhileAlive() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!hasCome()) {
      if (!node.isAlive()) {
        return hasCome();
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "No acknowledgement for %d s, although the node runs; %s"
                .formatted(PATIENCE.toSeconds(), open.map(Wait::death).orElse("")));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return true;
  }

  /** Waits that have ended, the oldest first. */
  List<Wait> waits() {
    return List.copyOf(waits);
  }
}

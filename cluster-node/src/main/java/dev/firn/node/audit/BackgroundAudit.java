package dev.firn.node.audit;

import dev.firn.node.settings.AuditSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits again and again, on one thread and within its share of a processor: the table of events,
 * then that of dead letters, of which those partitions are looked at too that count some.
 */
final class BackgroundAudit implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundAudit.class);

  private final TableRounds events;
  private final TableRounds rejected;
  private final AuditSettings settings;
  private final BooleanSupplier isMine;
  private final Rounds pauses;
  private final Set<String> rejecting = new HashSet<>();
  private volatile boolean isStopped;

  /**
   * @param isMine whether it is this node's turn; one of a cluster is enough
   */
  BackgroundAudit(
      TableRounds events, TableRounds rejected, AuditSettings settings, BooleanSupplier isMine) {
    this.events = events;
    this.rejected = rejected;
    this.settings = settings;
    this.isMine = isMine;
    this.pauses = new Rounds(settings);
  }

  /** A round that is under way may fail from now on, and nobody need know. */
  void stop() {
    isStopped = true;
  }

  /** Until it is stopped. */
  @Override
  public void run() {
    Duration pause = settings.interval();
    while (!isStopped) {
      try {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        return;
      }
      pause = isMine.getAsBoolean() ? timed() : settings.interval();
    }
  }

  /** One table's failure is not the other's; the time of both counts for the pause. */
  private Duration timed() {
    Duration took = timed(events, () -> rejecting.addAll(events.round(Set.of(), now())));
    return pauses.pauseAfter(took.plus(timed(rejected, this::lookAtRejected)));
  }

  private void lookAtRejected() {
    Set<String> counting = Set.copyOf(rejecting);
    rejecting.clear();
    rejected.round(counting, now());
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private Duration timed(TableRounds table, Runnable round) {
    long began = System.nanoTime();
    try {
      round.run();
    } catch (RuntimeException | LinkageError e) {
      if (!isStopped) {
        table.meters().failed();
        LOG.warn("The audit could not look at everything; it will, later", e);
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    table.meters().took(took);
    return took;
  }
}

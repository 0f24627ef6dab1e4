package dev.firn.node.audit;

import dev.firn.catalog.audit.AuditReport;
import dev.firn.catalog.audit.Changes;
import dev.firn.catalog.audit.Changes.Change;
import dev.firn.catalog.audit.Scope;
import dev.firn.catalog.audit.TableAudit;
import dev.firn.catalog.table.EventTable;
import dev.firn.node.settings.AuditSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits again and again, on one thread and within its share of a processor: what changed since the
 * last round, and of the rest a little.
 */
final class BackgroundAudit implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundAudit.class);

  /** What the last round came to. */
  record Last(Instant at, AuditReport report) {}

  private final EventTable table;
  private final TableAudit audit;
  private final AuditSettings settings;
  private final BooleanSupplier isMine;
  private final KnownFindings findings = new KnownFindings();
  private final AuditMeters meters;
  private final Rounds rounds;
  private long snapshotId = -1;
  private volatile int waiting;
  private volatile boolean isStopped;
  private volatile @Nullable Last last;

  /**
   * @param isMine whether it is this node's turn; one of a cluster is enough
   */
  BackgroundAudit(
      EventTable table,
      TableAudit audit,
      AuditSettings settings,
      BooleanSupplier isMine,
      AuditMeters meters) {
    this.table = table;
    this.audit = audit;
    this.settings = settings;
    this.isMine = isMine;
    this.meters = meters;
    this.rounds = new Rounds(settings);
    meters.watch(findings, () -> waiting, this::last);
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

  private Duration timed() {
    long began = System.nanoTime();
    try {
      round(System.currentTimeMillis());
    } catch (RuntimeException e) {
      if (isStopped) {
        return settings.interval();
      }
      meters.failed();
      LOG.warn("The audit could not look at everything; it will, later", e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    meters.took(took);
    return rounds.pauseAfter(took);
  }

  void round(long nowMillis) {
    Change change = Changes.since(table, snapshotId);
    rounds.changed(change.partitions().orElseGet(audit::partitions), nowMillis);
    snapshotId = change.snapshotId();
    lookAtChanged();
    lookAtCalm(nowMillis);
    waiting = rounds.waiting();
  }

  private void lookAtChanged() {
    Set<String> changed = rounds.takeChanged();
    try {
      Scope scope = new Scope(Optional.of(changed), false, 0, settings.objects());
      AuditReport report = audit.run(scope);
      findings.replace(report);
      meters.compared(report.totals().committed());
      last = new Last(Instant.now(), report);
    } catch (RuntimeException e) {
      rounds.putBack(changed);
      throw e;
    }
  }

  private void lookAtCalm(long nowMillis) {
    Set<String> calm = rounds.takeCalm(nowMillis);
    if (calm.isEmpty() && !rounds.knowsOld() && settings.oldPartitions() > 0) {
      rounds.old(audit.partitions());
      calm = rounds.takeCalm(nowMillis);
    }
    if (!calm.isEmpty()) {
      Scope scope =
          new Scope(Optional.of(calm), true, settings.checksumBytes(), settings.objects());
      findings.replace(audit.run(scope));
    }
  }

  KnownFindings findings() {
    return findings;
  }

  Optional<Last> last() {
    return Optional.ofNullable(last);
  }
}

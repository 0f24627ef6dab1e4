package dev.firn.node.audit;

import dev.firn.catalog.audit.AuditReport;
import dev.firn.catalog.audit.Changes;
import dev.firn.catalog.audit.Changes.Change;
import dev.firn.catalog.audit.Scope;
import dev.firn.catalog.audit.TableAudit;
import dev.firn.catalog.table.EventTable;
import dev.firn.node.settings.AuditSettings;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of the audit in the background over one table: what changed since the last one, and of
 * the rest a little. Its results are read by any thread.
 */
final class TableRounds {

  private static final int MOST_REJECTING = 10_000;

  /** What the last round came to. */
  record Last(Instant at, AuditReport report) {}

  private final EventTable table;
  private final TableAudit audit;
  private final BufferAccounts buffers;
  private final AuditSettings settings;
  private final KnownFindings findings;
  private final AuditMeters meters;
  private final Rounds rounds;
  private final FlushedPartitions flushed = new FlushedPartitions();
  private final Set<String> rejecting = new LinkedHashSet<>();
  private long snapshotId = -1;
  private volatile int waiting;
  private volatile @Nullable Last last;

  TableRounds(
      EventTable table,
      TableAudit audit,
      BufferAccounts buffers,
      AuditSettings settings,
      KnownFindings findings,
      AuditMeters meters) {
    this.table = table;
    this.audit = audit;
    this.buffers = buffers;
    this.settings = settings;
    this.findings = findings;
    this.meters = meters;
    this.rounds = new Rounds(settings);
    meters.watch(findings, () -> waiting, this::last);
  }

  /**
   * One round.
   *
   * @param alsoChanged partitions of which something changed that the table does not tell
   * @return those looked at that count dead letters
   * @throws RuntimeException when catalog or store failed; what is left comes again
   */
  Set<String> round(Set<String> alsoChanged, long nowMillis) {
    rounds.changed(alsoChanged, nowMillis);
    Change change = Changes.since(table, snapshotId);
    rounds.changed(change.partitions().orElseGet(audit::partitions), nowMillis);
    snapshotId = change.snapshotId();
    rounds.changed(flushed.since(buffers.statuses()), nowMillis);
    rounds.standStill(buffers.stuck());
    Set<String> seenRejecting = new HashSet<>(lookAtChanged(nowMillis));
    seenRejecting.addAll(lookAtCalm(nowMillis));
    waiting = rounds.waiting();
    return seenRejecting;
  }

  private Set<String> lookAtChanged(long nowMillis) {
    Set<String> changed = rounds.takeChanged();
    try {
      Scope scope = new Scope(Optional.of(changed), false, 0, settings.objects());
      AuditReport report = look(scope, nowMillis);
      meters.compared(report.totals().committed());
      last = new Last(Instant.now(), report);
      return report.rejecting();
    } catch (RuntimeException e) {
      rounds.putBack(changed);
      throw e;
    }
  }

  private Set<String> lookAtCalm(long nowMillis) {
    Set<String> calm = rounds.takeCalm(nowMillis);
    if (calm.isEmpty() && !rounds.knowsOld() && settings.oldPartitions() > 0) {
      Set<String> all = audit.partitions();
      all.addAll(rejecting);
      rounds.old(all);
      calm = rounds.takeCalm(nowMillis);
    }
    if (calm.isEmpty()) {
      return Set.of();
    }
    return look(
            new Scope(Optional.of(calm), true, settings.checksumBytes(), settings.objects()),
            nowMillis)
        .rejecting();
  }

  private AuditReport look(Scope scope, long nowMillis) {
    AuditReport report = audit.run(scope);
    findings.replace(report);
    rounds.askAgain(report.unasked().partitions(), nowMillis);
    remember(report.rejecting());
    return report;
  }

  /** They may have no file in the table. The oldest are forgotten until they are seen again. */
  private void remember(Set<String> partitions) {
    rejecting.removeAll(partitions);
    rejecting.addAll(partitions);
    rejecting.stream()
        .limit(Math.max(0, rejecting.size() - MOST_REJECTING))
        .toList()
        .forEach(rejecting::remove);
  }

  AuditMeters meters() {
    return meters;
  }

  KnownFindings findings() {
    return findings;
  }

  Optional<Last> last() {
    return Optional.ofNullable(last);
  }
}

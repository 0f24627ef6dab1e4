package dev.firn.catalog.audit;

import dev.firn.catalog.table.EventTable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Compares what the buffers say they committed with what the table holds. The accounts are taken
 * first and the table is looked at afterwards, so whatever an account tells must be there, while
 * rows keep moving. What looks wrong is looked at again, accounts and table, before it is told.
 * Blocking; one run at a time for one instance.
 */
public final class TableAudit {
  private static final int LOOKS = 3;

  private final AuditedTable audited;
  private final Duration secondLook;

  /**
   * How it is done.
   *
   * @param secondLook after how long something suspicious is looked at again
   * @param mostHashes identities that are held at once, 8 bytes each
   * @param planner reads manifests
   */
  public record Means(Duration secondLook, int mostHashes, ExecutorService planner) {}

  private TableAudit(
      EventTable table, AccountSource source, Means means, Optional<DeadLetterRules> letters) {
    this.audited =
        new AuditedTable(
            table, source, means.mostHashes(), means.planner(), new RemovalHistory(table), letters);
    this.secondLook = means.secondLook();
  }

  /** Of the table of events. */
  public static TableAudit ofEvents(EventTable table, AccountSource source, Means means) {
    return new TableAudit(table, source, means, Optional.empty());
  }

  /**
   * Of the table of dead letters.
   *
   * @param source accounts of their own buffers
   */
  public static TableAudit ofDeadLetters(
      EventTable table, AccountSource source, DeadLetterRules rules, Means means) {
    return new TableAudit(table, source, means, Optional.of(rules));
  }

  /**
   * Audits.
   *
   * @throws UnknownPartitionException when the scope names a partition that nobody knows
   * @throws RuntimeException when catalog or store failed, which says nothing of the table
   */
  public AuditReport run(Scope scope) {
    AuditLook first = firstLook(scope);
    AuditReport report = first.run();
    if (scope.mustBeKnown() && !first.unknown().isEmpty()) {
      throw new UnknownPartitionException(first.unknown());
    }
    for (int look = 1; look < LOOKS && !report.findings().isEmpty(); look++) {
      LockSupport.parkNanos(secondLook.toNanos());
      report = report.after(again(scope, report.findings()));
    }
    return report;
  }

  /** Of the partitions named for dead letters nothing need be known: that is a finding at most. */
  private AuditLook firstLook(Scope scope) {
    return audited.letters().isEmpty() || scope.partitions().isEmpty()
        ? new AuditLook(audited, scope, Optional.empty())
        : new AuditLook(audited, scope.of(Optional.empty()), scope.partitions());
  }

  /** The partitions that have files now, read from all manifests. */
  public Set<String> partitions() {
    Set<String> partitions =
        new HashSet<>(
            new TableCut(audited.table().freshFromStore(), audited.planner())
                .partitions(name -> true)
                .keySet());
    partitions.remove(TableCut.ELSEWHERE);
    return partitions;
  }

  /** These, and those that are awake or stand still. */
  Set<String> known() {
    Set<String> known = partitions();
    known.addAll(audited.source().awake());
    return known;
  }

  /** Only what is still wrong counts. */
  private AuditReport again(Scope scope, List<Finding> suspicions) {
    Set<String> partitions =
        suspicions.stream()
            .map(Finding::partition)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    Scope narrow =
        new Scope(
            Optional.of(partitions),
            scope.identities()
                && (audited.letters().isPresent() || concerns(suspicions, Check.IDENTITY)),
            concerns(suspicions, Check.CHECKSUM) ? scope.checksums() : 0,
            scope.objects());
    return new AuditLook(audited, narrow, Optional.empty()).run();
  }

  private static boolean concerns(List<Finding> findings, Check check) {
    return findings.stream().anyMatch(finding -> finding.check() == check);
  }
}

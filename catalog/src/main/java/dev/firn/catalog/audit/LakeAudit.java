package dev.firn.catalog.audit;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Audits the table of events and then the table of dead letters, which is asked after what the
 * partitions of events count as rejected. Blocking; one run at a time for one instance.
 *
 * @param events made with {@link TableAudit#ofEvents}
 * @param rejected made with {@link TableAudit#ofDeadLetters}
 */
public record LakeAudit(TableAudit events, TableAudit rejected) {

  /** Of both tables. */
  public record Report(AuditReport events, AuditReport rejected) {}

  /**
   * Audits.
   *
   * @throws RuntimeException when catalog or store failed, which says nothing of the tables
   */
  public Report run(Scope scope) {
    AuditReport ofEvents = events.run(scope);
    return new Report(ofEvents, rejected.run(scope.of(withLetters(scope, ofEvents.rejecting()))));
  }

  /** Few partitions have dead letters, and the others' buffers of them are not to be woken. */
  private Optional<Set<String>> withLetters(Scope scope, Set<String> rejecting) {
    Set<String> partitions = new HashSet<>(rejected.known());
    partitions.removeIf(scope.isWithin().negate());
    partitions.addAll(rejecting);
    return Optional.of(partitions);
  }
}

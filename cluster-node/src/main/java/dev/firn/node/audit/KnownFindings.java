package dev.firn.node.audit;

import dev.firn.catalog.audit.AuditReport;
import dev.firn.catalog.audit.AuditReport.Unasked;
import dev.firn.catalog.audit.Check;
import dev.firn.catalog.audit.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is off as far as is known: the newest findings of every partition. Written by the audit's
 * thread, read by any.
 */
final class KnownFindings {
  private static final Logger LOG = LoggerFactory.getLogger(KnownFindings.class);
  private static final int MOST_KEPT = 1_000;

  private final String table;
  private volatile Map<String, List<Finding>> byPartition = Map.of();
  private volatile Set<String> unasked = Set.of();
  private volatile boolean isCommitterSilent;

  /**
   * @param table told with each finding
   */
  KnownFindings(String table) {
    this.table = table;
  }

  /**
   * What this look says of its partitions, and of the table, counts from now on. What was found of
   * a partition that does not answer any more has not gone away.
   */
  void replace(AuditReport report) {
    Map<String, List<Finding>> before = byPartition;
    Map<String, List<Finding>> after = new LinkedHashMap<>(before);
    Set<String> silent = report.unasked().partitions();
    report.partitions().stream().filter(name -> !silent.contains(name)).forEach(after::remove);
    after.remove("");
    remember(report);
    for (Finding finding : report.findings()) {
      boolean isNew = !before.getOrDefault(finding.partition(), List.of()).contains(finding);
      if (isNew) {
        tell(finding);
      }
      boolean isRoom = after.size() < MOST_KEPT || after.containsKey(finding.partition());
      List<Finding> kept = after.getOrDefault(finding.partition(), List.of());
      if (isRoom && !kept.contains(finding)) {
        after.put(finding.partition(), Stream.concat(kept.stream(), Stream.of(finding)).toList());
      }
    }
    byPartition = after;
  }

  private void remember(AuditReport report) {
    Set<String> silent = new TreeSet<>(unasked);
    silent.removeAll(report.partitions());
    silent.addAll(report.unasked().partitions());
    unasked = silent;
    isCommitterSilent = report.unasked().committer();
  }

  private void tell(Finding finding) {
    LOG.error(
        "audit finding check={} table={} partition={} epoch={} rows={} file={} detail={}",
        finding.check().label(),
        table,
        finding.partition(),
        finding.epoch(),
        finding.rows(),
        finding.file(),
        finding.detail());
  }

  /** Who did not answer when last asked. */
  Unasked unasked() {
    return new Unasked(unasked, isCommitterSilent);
  }

  List<Finding> all() {
    return byPartition.values().stream().flatMap(List::stream).toList();
  }

  long count(Check check) {
    return all().stream().filter(finding -> finding.check() == check).count();
  }
}

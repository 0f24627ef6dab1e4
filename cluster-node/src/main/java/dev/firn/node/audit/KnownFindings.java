package dev.firn.node.audit;

import dev.firn.catalog.audit.AuditReport;
import dev.firn.catalog.audit.Check;
import dev.firn.catalog.audit.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is off as far as is known: the newest findings of every partition. Written by the audit's
 * thread, read by any.
 */
final class KnownFindings {
  private static final Logger LOG = LoggerFactory.getLogger(KnownFindings.class);
  private static final int MOST_KEPT = 1_000;

  private volatile Map<String, List<Finding>> byPartition = Map.of();

  /** What this look says of its partitions, and of the table, counts from now on. */
  void replace(AuditReport report) {
    Map<String, List<Finding>> before = byPartition;
    Map<String, List<Finding>> after = new LinkedHashMap<>(before);
    report.partitions().forEach(after::remove);
    after.remove("");
    for (Finding finding : report.findings()) {
      boolean isNew = !before.getOrDefault(finding.partition(), List.of()).contains(finding);
      if (isNew) {
        tell(finding);
      }
      if (after.size() < MOST_KEPT || after.containsKey(finding.partition())) {
        after.computeIfAbsent(finding.partition(), name -> new ArrayList<>()).add(finding);
      }
    }
    byPartition = after;
  }

  private static void tell(Finding finding) {
    LOG.error(
        "audit finding check={} partition={} epoch={} rows={} file={} detail={}",
        finding.check().label(),
        finding.partition(),
        finding.epoch(),
        finding.rows(),
        finding.file(),
        finding.detail());
  }

  List<Finding> all() {
    return byPartition.values().stream().flatMap(List::stream).toList();
  }

  long count(Check check) {
    return all().stream().filter(finding -> finding.check() == check).count();
  }
}

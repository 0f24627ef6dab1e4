package dev.firn.bench.faults.check;

import dev.firn.catalog.table.LakeHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** K5: the ledger's numbers 1..L without gap, as far back as snapshots have not been expired. */
final class LedgerCheck {
  private final boolean isComplete;
  private final List<Long> numbers = new ArrayList<>();
  private Optional<Long> property = Optional.empty();

  /**
   * @param isComplete nothing was rolled back or expired: then there must be no gap at all
   */
  LedgerCheck(boolean isComplete) {
    this.isComplete = isComplete;
  }

  void check(Table table) {
    property =
        Optional.ofNullable(table.properties().get(LakeHistory.LEDGER_KEY)).map(this::number);
    if (table.currentSnapshot() == null) {
      return;
    }
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      @Nullable String marker = snapshot.summary().get(LakeHistory.LEDGER_KEY);
      if (marker != null) {
        numbers.add(0, number(marker));
      }
    }
  }

  private long number(String marker) {
    return Long.parseLong(marker.substring(0, marker.indexOf(':')));
  }

  long last() {
    return property.orElse(0L);
  }

  void addTo(List<String> problems) {
    Findings findings = new Findings("K5: the ledger has a gap or a number twice");
    for (int i = 1; i < numbers.size(); i++) {
      long step = numbers.get(i) - numbers.get(i - 1);
      if (step < 1 || (isComplete && step > 1)) {
        findings.add(numbers.get(i - 1) + " then " + numbers.get(i));
      }
    }
    if (isComplete && !numbers.isEmpty()) {
      long first = numbers.get(0);
      long newest = numbers.get(numbers.size() - 1);
      if (first != 1 || newest != last()) {
        findings.add("from " + first + " to " + newest + ", and the property says " + last());
      }
    }
    findings.addTo(problems);
  }
}

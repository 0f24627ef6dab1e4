package dev.firn.bench.faults.check;

import dev.firn.bench.faults.lake.LedgerNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * K5: the ledger's numbers 1..L without gap but for those that were rolled back, as far back as
 * snapshots have not been expired.
 */
final class LedgerCheck {
  private final History history;
  private final List<Long> numbers = new ArrayList<>();
  private Optional<Long> property = Optional.empty();

  LedgerCheck(History history) {
    this.history = history;
  }

  void check(Table table) {
    property = LedgerNumber.in(table.properties());
    if (table.currentSnapshot() == null) {
      return;
    }
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      LedgerNumber.in(snapshot.summary()).ifPresent(number -> numbers.add(0, number));
    }
  }

  long last() {
    return property.orElse(0L);
  }

  void addTo(List<String> problems) {
    Findings findings = new Findings("K5: the ledger has a gap or a number twice");
    for (int i = 1; i < numbers.size(); i++) {
      checkGap(numbers.get(i - 1), numbers.get(i), findings);
    }
    if (!numbers.isEmpty()) {
      long newest = numbers.get(numbers.size() - 1);
      if (newest > last()) {
        findings.add(newest + " is the newest, and the property says " + last());
      }
      checkGap(newest, last() + 1, findings);
      if (!history.isExpired()) {
        checkGap(0, numbers.get(0), findings);
      }
    }
    findings.addTo(problems);
  }

  private void checkGap(long before, long after, Findings findings) {
    boolean isExplained =
        LongStream.range(before + 1, after).allMatch(history.rolledBack()::contains);
    if (after <= before || !isExplained) {
      findings.add(before + " then " + after);
    }
  }
}

package dev.firn.catalog.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one look has found so far. */
final class LookFindings {
  private final List<Finding> all = new ArrayList<>();

  void add(Finding finding) {
    all.add(finding);
  }

  void addAll(Collection<Finding> findings) {
    all.addAll(findings);
  }

  /** Where the partition's files cannot be read, that is what was found. */
  void reading(String partition, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      add(Unreadable.finding(partition, Optional.empty(), e));
    }
  }

  boolean isToldOf(String partition, Set<Check> checks) {
    return all.stream()
        .anyMatch(one -> one.partition().equals(partition) && checks.contains(one.check()));
  }

  List<Finding> all() {
    return all;
  }
}

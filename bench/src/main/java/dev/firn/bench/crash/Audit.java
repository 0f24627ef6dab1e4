package dev.firn.bench.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The checks of docs/exactly-once.md on what a table holds: K1, K2, K3 and K6. */
final class Audit {
  private final Set<String> ids = new HashSet<>();
  private final Set<String> provenances = new HashSet<>();
  private final Findings doubleIds = new Findings("K2: an event is there twice");
  private final Findings doubleProvenances = new Findings("K3: a provenance is there twice");

  void see(Row row) {
    if (!ids.add(row.id())) {
      doubleIds.add(row.id());
    }
    if (!provenances.add(row.provenance())) {
      doubleProvenances.add(row.provenance());
    }
  }

  /** What is wrong; nothing if all is well. */
  List<String> problems(Promises promises) {
    Findings missing = new Findings("K1: an acknowledged event is missing");
    Set<String> acknowledged = promises.acknowledged();
    acknowledged.stream().filter(id -> !ids.contains(id)).forEach(missing::add);
    Findings foreign = new Findings("K6: a row that was never sent or was refused");
    Set<String> indeterminate = promises.indeterminate();
    ids.stream()
        .filter(id -> !acknowledged.contains(id) && !indeterminate.contains(id))
        .forEach(foreign::add);
    List<String> problems = new ArrayList<>();
    for (Findings findings : List.of(missing, doubleIds, doubleProvenances, foreign)) {
      findings.addTo(problems);
    }
    return problems;
  }

  int rows() {
    return provenances.size();
  }

  /** One kind of violation: how often, and the first few. */
  private static final class Findings {
    private static final int SHOWN = 5;

    private final String what;
    private final List<String> first = new ArrayList<>();
    private int count;

    Findings(String what) {
      this.what = what;
    }

    void add(String one) {
      count++;
      if (first.size() < SHOWN) {
        first.add(one);
      }
    }

    void addTo(List<String> problems) {
      if (count > 0) {
        problems.add(what + ", " + count + " times, for example " + first);
      }
    }
  }
}

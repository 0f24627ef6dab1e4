package dev.firn.bench.faults.check;

import java.util.ArrayList;
import java.util.List;

/** One kind of violation: how often, and the first few. */
final class Findings {
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

  int count() {
    return count;
  }

  void addTo(List<String> problems) {
    if (count > 0) {
      problems.add(what + ", " + count + " times, for example " + first);
    }
  }
}

package dev.firn.sharding.commit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans that were given up and may land yet: an attempt of an earlier life, of which nobody has
 * heard since, may still be on its way to the catalog. Such a plan lands under the number that is
 * next or not at all: once another has used that number, the table's head is another and its
 * sequence numbers are beyond it, so that all of them are forgotten.
 */
final class GivenUpPlans {
  private final Map<String, GivenUpPlan> byMarker = new LinkedHashMap<>();

  void restore(Collection<GivenUpPlan> saved) {
    saved.forEach(this::add);
  }

  void add(GivenUpPlan plan) {
    byMarker.put(plan.marker(), plan);
  }

  /** It is open again. */
  Optional<GivenUpPlan> take(String marker) {
    return Optional.ofNullable(byMarker.remove(marker));
  }

  Optional<GivenUpPlan> find(String marker) {
    return Optional.ofNullable(byMarker.get(marker));
  }

  /** Their number is used. */
  void clear() {
    byMarker.clear();
  }

  List<GivenUpPlan> all() {
    return List.copyOf(byMarker.values());
  }

  /** The first event of the journal that still is the only copy of a list of files. */
  long firstNeeded() {
    return byMarker.values().stream()
        .mapToLong(GivenUpPlan::plannedNumber)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}

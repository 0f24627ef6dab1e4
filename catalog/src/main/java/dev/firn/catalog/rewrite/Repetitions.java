package dev.firn.catalog.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of events that are in a partition more than once. The one that was accepted first stays.
 * What only looks alike by its hash never counts: rows are added with their whole identity.
 */
final class Repetitions {
  private record Found(int inputs, int others) {
    Found and(Found more) {
      return new Found(inputs + more.inputs, others + more.others);
    }
  }

  private final Map<List<String>, TreeMap<Place, Found>> byIdentity = new HashMap<>();

  /**
   * @param isInput whether the row's file is being rewritten
   */
  void add(List<String> identity, Place place, boolean isInput) {
    byIdentity
        .computeIfAbsent(identity, same -> new TreeMap<>())
        .merge(place, isInput ? new Found(1, 0) : new Found(0, 1), Found::and);
  }

  /** A row, by what it is and where it came from. */
  record Row(List<String> identity, Place place) {}

  /**
   * How the rows are thinned out.
   *
   * @param drops how often each row is left out
   * @param removed places of which no row stays
   * @param dependsOnOthers whether a row is left out for one in a file that is not rewritten
   */
  record Decision(Map<Row, Integer> drops, List<Place> removed, boolean dependsOnOthers) {
    static final Decision NONE = new Decision(Map.of(), List.of(), false);

    Decision {
      drops = Map.copyOf(drops);
      removed = List.copyOf(removed);
    }

    long rows() {
      return drops.values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  Decision decide() {
    Map<Row, Integer> drops = new HashMap<>();
    List<Place> removed = new ArrayList<>();
    boolean dependsOnOthers = false;
    for (Map.Entry<List<String>, TreeMap<Place, Found>> event : byIdentity.entrySet()) {
      TreeMap<Place, Found> places = event.getValue();
      Place first = places.firstKey();
      boolean firstStaysElsewhere = places.firstEntry().getValue().others() > 0;
      for (Map.Entry<Place, Found> place : places.entrySet()) {
        boolean isFirst = place.getKey().equals(first);
        int staying = isFirst && !firstStaysElsewhere ? 1 : 0;
        int dropped = place.getValue().inputs() - staying;
        if (dropped > 0) {
          drops.put(new Row(event.getKey(), place.getKey()), dropped);
          dependsOnOthers |= firstStaysElsewhere;
          if (!isFirst && place.getValue().others() == 0) {
            removed.add(place.getKey());
          }
        }
      }
    }
    return new Decision(drops, removed, dependsOnOthers);
  }
}

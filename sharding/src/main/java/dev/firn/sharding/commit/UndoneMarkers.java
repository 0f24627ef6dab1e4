package dev.firn.sharding.commit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Markers of commits whose rows were written anew: none of them may be in the table any more. The
 * newest ones: a commit that was given up lands under the next number or never.
 */
final class UndoneMarkers {
  private static final int MOST = 16;

  private final List<String> markers = new ArrayList<>();

  void restore(List<String> saved) {
    markers.addAll(saved);
  }

  void add(String marker) {
    markers.add(marker);
    if (markers.size() > MOST) {
      markers.remove(0);
    }
  }

  void addAll(Collection<String> more) {
    more.forEach(this::add);
  }

  /** It has landed after all. */
  void remove(String marker) {
    markers.remove(marker);
  }

  List<String> all() {
    return List.copyOf(markers);
  }
}

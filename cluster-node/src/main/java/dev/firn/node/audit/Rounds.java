package dev.firn.node.audit;

import dev.firn.node.settings.AuditSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which partitions come next: those that changed, and of those that have not for a while a few, so
 * that all are looked at again and again. Not thread-safe.
 */
final class Rounds {
  private final AuditSettings settings;
  private final LinkedHashSet<String> changed = new LinkedHashSet<>();
  private final LinkedHashMap<String, Long> calming = new LinkedHashMap<>();
  private final LinkedHashMap<String, Long> silent = new LinkedHashMap<>();
  private final ArrayDeque<String> old = new ArrayDeque<>();

  Rounds(AuditSettings settings) {
    this.settings = settings;
  }

  void changed(Collection<String> partitions, long nowMillis) {
    for (String partition : partitions) {
      changed.add(partition);
      calming.remove(partition);
      calming.put(partition, nowMillis);
    }
  }

  /** Takes the next partitions that changed; they may change again while they are looked at. */
  Set<String> takeChanged() {
    Set<String> taken = new HashSet<>();
    Iterator<String> next = changed.iterator();
    while (next.hasNext() && taken.size() < settings.partitions()) {
      taken.add(next.next());
      next.remove();
    }
    return taken;
  }

  /** Something failed: these are looked at another time. */
  void putBack(Collection<String> partitions) {
    changed.addAll(partitions);
  }

  /** These did not answer: they are asked again after a while, until they do. */
  void askAgain(Collection<String> partitions, long nowMillis) {
    partitions.forEach(partition -> silent.put(partition, nowMillis));
  }

  /** These cannot answer, as is known already: that is to be told. */
  void standStill(Collection<String> partitions) {
    partitions.forEach(partition -> silent.putIfAbsent(partition, Long.MIN_VALUE / 2));
  }

  int waiting() {
    return changed.size();
  }

  /**
   * Takes the next few to be read thoroughly: first what has just calmed down, then who has not
   * answered, then the old.
   */
  Set<String> takeCalm(long nowMillis) {
    Set<String> taken = new HashSet<>();
    Iterator<Map.Entry<String, Long>> next = calming.entrySet().iterator();
    while (next.hasNext() && taken.size() < settings.oldPartitions()) {
      Map.Entry<String, Long> entry = next.next();
      if (nowMillis - entry.getValue() < settings.calmAfter().toMillis()) {
        break;
      }
      taken.add(entry.getKey());
      next.remove();
    }
    takeSilent(nowMillis, taken);
    while (!old.isEmpty() && taken.size() < settings.oldPartitions()) {
      taken.add(old.poll());
    }
    return taken;
  }

  private void takeSilent(long nowMillis, Set<String> taken) {
    Iterator<Map.Entry<String, Long>> next = silent.entrySet().iterator();
    while (next.hasNext() && taken.size() < settings.oldPartitions()) {
      Map.Entry<String, Long> entry = next.next();
      if (nowMillis - entry.getValue() >= settings.calmAfter().toMillis()) {
        taken.add(entry.getKey());
        next.remove();
      }
    }
  }

  /** Whether it is known which partitions there are besides those that changed. */
  boolean knowsOld() {
    return !old.isEmpty();
  }

  void old(Collection<String> partitions) {
    old.addAll(partitions);
  }

  /** A long round is followed by a longer pause. */
  Duration pauseAfter(Duration took) {
    Duration byShare =
        Duration.ofMillis((long) (took.toMillis() * (1 - settings.share()) / settings.share()));
    return byShare.compareTo(settings.interval()) > 0 ? byShare : settings.interval();
  }
}

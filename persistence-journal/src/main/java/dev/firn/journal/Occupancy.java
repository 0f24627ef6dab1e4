package dev.firn.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ids still have events in which generation: a generation nobody has any in is to be dropped,
 * and a read of one id needs no other generations. An id is noted before its rows can be read, and
 * forgotten after its truncation is durable. Live bytes are an estimate: an id's events in a
 * generation are taken to be of one size.
 */
final class Occupancy {

  private static final class Extent {
    long first = Long.MAX_VALUE;
    long last;
    long bytes;

    long cutTo(long to) {
      if (to < first) {
        return 0;
      }
      long cut = to >= last ? bytes : (long) (bytes * (to - first + 1.0) / (last - first + 1.0));
      first = to + 1;
      bytes -= cut;
      return cut;
    }
  }

  private static final class Tenants {
    final Map<Long, Extent> extents = new HashMap<>();
    long written;
    long live;
  }

  /**
   * Bytes of a generation.
   *
   * @param isEmpty nothing in it is live
   */
  record Use(long generation, long written, long live, boolean isEmpty) {}

  private final Map<Long, Tenants> generations = new HashMap<>();
  private long removals;

  synchronized void appended(long generation, long number, long first, long last, long bytes) {
    Tenants tenants = tenants(generation);
    Extent extent = tenants.extents.computeIfAbsent(number, any -> new Extent());
    extent.first = Math.min(extent.first, first);
    extent.last = Math.max(extent.last, last);
    extent.bytes += bytes;
    tenants.written += bytes;
    tenants.live += bytes;
  }

  /**
   * What a generation takes on disk, to which the estimate is cut: the bytes between an id's first
   * and last event here may stand in other generations, if some were carried over.
   */
  synchronized void measured(long generation, long bytes) {
    Tenants tenants = tenants(generation);
    if (tenants.live > bytes) {
      double share = (double) bytes / tenants.live;
      tenants.extents.values().forEach(extent -> extent.bytes = (long) (extent.bytes * share));
      tenants.live = tenants.extents.values().stream().mapToLong(extent -> extent.bytes).sum();
    }
    tenants.written = bytes;
  }

  synchronized void truncated(long number, long to) {
    for (Tenants tenants : generations.values()) {
      Extent extent = tenants.extents.get(number);
      if (extent != null) {
        tenants.live -= extent.cutTo(to);
        if (extent.last <= to) {
          tenants.extents.remove(number);
          removals++;
        }
      }
    }
  }

  synchronized void dropped(long generation) {
    generations.remove(generation);
    removals++;
  }

  synchronized Use use(Generation generation) {
    Tenants tenants = tenants(generation.number());
    return new Use(generation.number(), tenants.written, tenants.live, tenants.extents.isEmpty());
  }

  /** Bytes in all generations, live or not. */
  synchronized long written() {
    return generations.values().stream().mapToLong(tenants -> tenants.written).sum();
  }

  synchronized boolean holds(Generation generation, long number) {
    Tenants tenants = generations.get(generation.number());
    return tenants != null && tenants.extents.containsKey(number);
  }

  /** Grows whenever an id is forgotten somewhere. */
  synchronized long removals() {
    return removals;
  }

  /**
   * Those of the generations that have events of the id; all of them where ids were forgotten since
   * the removals were counted, for a view may be older than that.
   */
  synchronized List<Generation> holding(List<Generation> all, long number, long removalsSeen) {
    return removals != removalsSeen
        ? all
        : all.stream().filter(generation -> holds(generation, number)).toList();
  }

  private Tenants tenants(long generation) {
    return generations.computeIfAbsent(generation, any -> new Tenants());
  }
}

package dev.firn.catalog.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests and manifest lists by their locations, within a bound of bytes; what was used longest
 * ago goes first. They are written once under a name of their own, so what was read once can be
 * believed for as long as somebody refers to it: there is nothing to expire. The table's metadata
 * itself is never kept, because what a commit is decided on is always read anew. Thread-safe.
 */
public final class MetadataCache {
  /** What takes most of a cache for itself would empty it again and again. */
  private static final int SHARE_OF_ONE = 4;

  private final long capacity;
  private final Map<String, byte[]> objects = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long hits;
  private long misses;

  /**
   * How it has done.
   *
   * @param bytes that are kept now
   */
  public record Figures(long hits, long misses, long objects, long bytes) {}

  /**
   * @param capacity in bytes; 0 keeps nothing
   */
  public MetadataCache(long capacity) {
    this.capacity = capacity;
  }

  synchronized Optional<byte[]> find(String location) {
    byte[] found = objects.get(location);
    if (found == null) {
      misses++;
    } else {
      hits++;
    }
    return Optional.ofNullable(found);
  }

  synchronized void put(String location, byte[] content) {
    if (content.length > largest()) {
      return;
    }
    forget(location);
    objects.put(location, content);
    bytes += content.length;
    Iterator<byte[]> eldest = objects.values().iterator();
    while (bytes > capacity) {
      bytes -= eldest.next().length;
      eldest.remove();
    }
  }

  synchronized void forget(String location) {
    byte[] removed = objects.remove(location);
    bytes -= removed == null ? 0 : removed.length;
  }

  /** An object of more bytes is not kept. */
  long largest() {
    return capacity / SHARE_OF_ONE;
  }

  public synchronized Figures figures() {
    return new Figures(hits, misses, objects.size(), bytes);
  }
}

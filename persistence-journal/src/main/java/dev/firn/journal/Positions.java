package dev.firn.journal;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The writer thread's knowledge of where each id stands, read from the database when it first
 * writes and bounded by forgetting the least recently used. Between batches it equals what is
 * stored; within one it runs ahead.
 */
final class Positions {

  private final RocksDbStore store;
  private final Map<String, Position> events;
  private final Map<String, Long> snapshots;
  private final Set<String> touched = new HashSet<>();
  private long lastNumber;

  Positions(RocksDbStore store, int limit) {
    this.store = store;
    this.events = lru(limit);
    this.snapshots = lru(limit);
    this.lastNumber = store.read(ReadView::lastNumber);
  }

  /** The id's position; its number is given out in this batch when it is new. */
  Position events(String persistenceId, WriteBatch batch) throws RocksDBException {
    Optional<Position> known = events(persistenceId);
    return known.isPresent()
        ? known.get()
        : Position.first(newNumber(Keys.Kind.EVENTS, persistenceId, batch));
  }

  Optional<Position> events(String persistenceId) {
    Position cached = events.get(persistenceId);
    return cached != null ? Optional.of(cached) : store.read(view -> view.position(persistenceId));
  }

  /** Notes the position as of the end of this batch. */
  void moved(String persistenceId, Position position) {
    events.put(persistenceId, position);
    touched.add(persistenceId);
  }

  long snapshots(String persistenceId, WriteBatch batch) throws RocksDBException {
    touched.add(persistenceId);
    Optional<Long> known = snapshots(persistenceId);
    long number =
        known.isPresent() ? known.get() : newNumber(Keys.Kind.SNAPSHOTS, persistenceId, batch);
    snapshots.put(persistenceId, number);
    return number;
  }

  Optional<Long> snapshots(String persistenceId) {
    Long cached = snapshots.get(persistenceId);
    return cached != null
        ? Optional.of(cached)
        : store.read(view -> view.number(Keys.Kind.SNAPSHOTS, persistenceId));
  }

  /**
   * Whether this batch already holds something of the id, which a read of the database would not
   * see.
   */
  boolean isTouched(String persistenceId) {
    return touched.contains(persistenceId);
  }

  void batchWritten() {
    touched.clear();
  }

  private long newNumber(Keys.Kind kind, String persistenceId, WriteBatch batch)
      throws RocksDBException {
    lastNumber++;
    byte[] key = Keys.id(kind, persistenceId);
    batch.put(store.database().ids(), key, Keys.checkedLongs(key, lastNumber));
    batch.put(
        store.database().ids(), Keys.LAST_NUMBER, Keys.checkedLongs(Keys.LAST_NUMBER, lastNumber));
    return lastNumber;
  }

  private <T> Map<String, T> lru(int limit) {
    return new LinkedHashMap<>(1024, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > limit && !touched.contains(eldest.getKey());
      }
    };
  }
}

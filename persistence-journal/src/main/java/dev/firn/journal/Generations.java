package dev.firn.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/**
 * The generations of events there are, oldest first; the newest takes what is appended. A view gets
 * list and snapshot at the same moment, so that it never misses a generation its snapshot has rows
 * in. Column families are made and dropped by one thread, the {@link Reclaimer}'s: both write
 * RocksDB's manifest and options, which no append should wait for, and a manual flush fails when a
 * family it names is dropped meanwhile.
 */
final class Generations {

  /** Made at once and ahead of need, since RocksDB writes all its options anew each time. */
  private static final int PREPARED = 4;

  /** What a view reads, to be given back. */
  record Pinned(List<Generation> generations, Snapshot snapshot) {
    Pinned {
      generations = List.copyOf(generations);
    }
  }

  private final RocksDB db;
  private final ColumnFamilyOptions options;
  private final Occupancy occupancy = new Occupancy();
  private final List<Generation> generations;
  private final Deque<Generation> prepared = new ArrayDeque<>();

  /** Dropped, but perhaps still read. Of the thread that drops. */
  private final List<Generation> dropped = new ArrayList<>();

  Generations(RocksDB db, ColumnFamilyOptions options, List<Generation> found) {
    this.db = db;
    this.options = options;
    this.generations = new ArrayList<>(found);
    this.generations.sort(Comparator.comparingLong(Generation::number));
  }

  Occupancy occupancy() {
    return occupancy;
  }

  synchronized Generation current() {
    return generations.get(generations.size() - 1);
  }

  synchronized List<Generation> all() {
    return List.copyOf(generations);
  }

  /** All but the one that is appended to. */
  List<Generation> older() {
    List<Generation> all = all();
    return all.subList(0, all.size() - 1);
  }

  synchronized Pinned pin() {
    generations.forEach(Generation::pin);
    return new Pinned(generations, db.getSnapshot());
  }

  void release(Pinned pinned) {
    db.releaseSnapshot(pinned.snapshot());
    pinned.snapshot().close();
    pinned.generations().forEach(Generation::unpin);
  }

  /** Has what follows appended to a new generation, if one is ready. Writer thread only. */
  synchronized boolean begin() {
    return !prepared.isEmpty() && generations.add(prepared.remove());
  }

  /** Sees to it that the writer can begin a generation. */
  void prepare() throws RocksDBException {
    long newest;
    synchronized (this) {
      if (!prepared.isEmpty()) {
        return;
      }
      newest = current().number();
    }
    List<byte[]> names =
        LongStream.rangeClosed(newest + 1, newest + PREPARED)
            .mapToObj(number -> Generation.nameOf(number).getBytes(StandardCharsets.UTF_8))
            .toList();
    List<ColumnFamilyHandle> handles = db.createColumnFamilies(options, names);
    synchronized (this) {
      for (int i = 0; i < handles.size(); i++) {
        prepared.add(new Generation(newest + 1 + i, handles.get(i)));
      }
    }
  }

  /** Drops generations and their files, once no view reads them. */
  void drop(List<Generation> dead) throws RocksDBException {
    if (!dead.isEmpty()) {
      synchronized (this) {
        generations.removeAll(dead);
      }
      db.dropColumnFamilies(dead.stream().map(Generation::handle).toList());
      dead.forEach(generation -> occupancy.dropped(generation.number()));
      dropped.addAll(dead);
    }
    for (Iterator<Generation> each = dropped.iterator(); each.hasNext(); ) {
      Generation generation = each.next();
      if (!generation.isPinned()) {
        db.destroyColumnFamilyHandle(generation.handle());
        generation.handle().close();
        each.remove();
      }
    }
  }

  /** Before the database is closed; no view is open any more. */
  synchronized void close() {
    generations.forEach(generation -> generation.handle().close());
    prepared.forEach(generation -> generation.handle().close());
    dropped.forEach(generation -> generation.handle().close());
  }
}

package dev.firn.catalog.compaction;

import dev.firn.catalog.ledger.ExpiryListener;
import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files that Firn's own compaction has replaced, when the last snapshot that had them
 * is gone. A file goes only if all of this is so, or else it stays for ever, which loses nothing:
 *
 * <ul>
 *   <li>a rewrite of Firn's took it out of the table, and that rewrite's snapshot has expired, so
 *       it was at least {@code firn.snapshots.max-age} ago, longer than commits settle: no
 *       committer may have to add it again;
 *   <li>that rewrite is in the history of every snapshot that stays, tags and branches included: so
 *       none of them has the file, and the table cannot be rolled back to one that has;
 *   <li>the expiry was read back, every branch and tag was there still and only commits had come to
 *       them: a catalog may drop snapshots that somebody has just tagged or gone back to;
 *   <li>no head of the table has the file all the same.
 * </ul>
 *
 * <p>Files of a flush that is not committed, or of unknown fate, are never among them: they were in
 * no snapshot that a rewrite could have followed.
 */
public final class ReplacedFiles implements ExpiryListener {
  private static final Logger LOG = LoggerFactory.getLogger(ReplacedFiles.class);

  private final EventTable table;
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** How much has been deleted. */
  public record Deleted(long files, long bytes) {}

  public ReplacedFiles(EventTable table) {
    this.table = table;
  }

  @Override
  public Runnable beforeExpiry(Table before, Set<Long> due) {
    Map<String, Long> candidates = new HashMap<>();
    try {
      for (Snapshot rewrite : expiringRewrites(before, due)) {
        for (DataFile file :
            SnapshotChanges.builderFor(before).snapshot(rewrite).build().removedDataFiles()) {
          candidates.put(file.location(), file.fileSizeInBytes());
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("Which files compaction had replaced cannot be read; they stay in the store", e);
      return () -> {};
    }
    Heads heads = Heads.of(before, due);
    return candidates.isEmpty() ? () -> {} : () -> delete(candidates, heads);
  }

  /** Since the node started. */
  public Deleted deleted() {
    return new Deleted(files.sum(), bytes.sum());
  }

  /** Firn's rewrites that go, and that every snapshot which stays comes after. */
  private static List<Snapshot> expiringRewrites(Table before, Set<Long> due) {
    List<Snapshot> main = history(before, before.currentSnapshot());
    Map<Long, Integer> places = new HashMap<>();
    main.forEach(snapshot -> places.put(snapshot.snapshotId(), places.size()));
    int oldestFork = 0;
    for (Snapshot snapshot : before.snapshots()) {
      if (!due.contains(snapshot.snapshotId())) {
        oldestFork = Math.max(oldestFork, fork(before, snapshot, places));
      }
    }
    List<Snapshot> rewrites = new ArrayList<>();
    for (int place = oldestFork; place < main.size(); place++) {
      Snapshot snapshot = main.get(place);
      if (due.contains(snapshot.snapshotId())
          && snapshot.summary().containsKey(RewriteCommit.JOB_KEY)) {
        rewrites.add(snapshot);
      }
    }
    return rewrites;
  }

  /** Where a snapshot's history meets that of the current one; past its end where nowhere. */
  private static int fork(Table before, Snapshot snapshot, Map<Long, Integer> places) {
    for (Snapshot ancestor : history(before, snapshot)) {
      Integer place = places.get(ancestor.snapshotId());
      if (place != null) {
        return place;
      }
    }
    return places.size();
  }

  /** The newest first, as far as it is known. */
  private static List<Snapshot> history(Table before, Snapshot newest) {
    List<Snapshot> history = new ArrayList<>();
    Snapshot snapshot = newest;
    while (snapshot != null) {
      history.add(snapshot);
      Long parent = snapshot.parentId();
      snapshot = parent == null ? null : before.snapshot(parent);
    }
    return history;
  }

  private void delete(Map<String, Long> candidates, Heads heads) {
    try {
      Table after = table.fresh();
      Optional<String> change = heads.changeIn(after);
      if (change.isPresent()) {
        LOG.warn("{} files that were replaced stay: {}", candidates.size(), change.get());
        return;
      }
      Set<String> live = live(after, candidates.keySet());
      live.forEach(
          location -> LOG.warn("{} was replaced and is in the table again; it stays", location));
      candidates.keySet().removeAll(live);
      int deleted = ObjectDeletion.delete(after.io(), candidates.keySet());
      long size = candidates.values().stream().mapToLong(Long::longValue).sum();
      files.add(deleted);
      bytes.add(size);
      LOG.info("deleted replaced files={} of={} bytes={}", deleted, candidates.size(), size);
    } catch (RuntimeException e) {
      LOG.warn("{} files that were replaced stay in the store", candidates.size(), e);
    }
  }

  private static Set<String> live(Table after, Set<String> candidates) {
    Set<String> live = new HashSet<>();
    for (SnapshotRef head : after.refs().values()) {
      try (CloseableIterable<FileScanTask> tasks =
          after.newScan().useSnapshot(head.snapshotId()).planFiles()) {
        for (FileScanTask task : tasks) {
          if (candidates.contains(task.file().location())) {
            live.add(task.file().location());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Could not read the manifests of " + after.name(), e);
      }
    }
    return live;
  }
}

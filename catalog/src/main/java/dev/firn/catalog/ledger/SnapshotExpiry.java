package dev.firn.catalog.ledger;

import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.table.EventTable;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets old snapshots, so that metadata stays small at a commit every few seconds. It may run
 * beside commits: it removes snapshots by id, moves no reference, and asserts where main is, as
 * nothing else keeps a snapshot that somebody goes back to in between. Files go only after the
 * expired metadata has been read back, and only manifests and manifest lists: commits append, so
 * that no data file is referenced by expired snapshots alone, but for one that was rolled back, and
 * that one may be added again. What compaction has replaced is its own business: an {@link
 * ExpiryListener} is told.
 */
public final class SnapshotExpiry {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotExpiry.class);

  /** Commits of events come every few seconds, and a chain lets only one of two that meet go on. */
  private static final int ATTEMPTS = 5;

  private final EventTable table;
  private final SnapshotSettings settings;
  private final Clock clock;
  private final ExpiryListener listener;

  /** A table and what is due of it. */
  private record View(TableOperations operations, long cutOff, Set<Long> due) {}

  /** What the listener was told of, and its answer. */
  private record Told(Set<Long> due, Runnable whenGone) {
    static final Told NOTHING = new Told(Set.of(), () -> {});
  }

  public SnapshotExpiry(EventTable table, SnapshotSettings settings, Clock clock) {
    this(table, settings, clock, ExpiryListener.NONE);
  }

  public SnapshotExpiry(
      EventTable table, SnapshotSettings settings, Clock clock, ExpiryListener listener) {
    this.table = table;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Expires what is due.
   *
   * @param firstNeeded sequence number of the oldest snapshot that the ledger may still look for,
   *     such as the base of a commit whose fate is unknown; it and younger ones stay
   * @return how many snapshots are gone
   * @throws RuntimeException when the catalog or store failed; nothing is lost, run it again later
   */
  public int expire(long firstNeeded) {
    long byAge = clock.instant().minus(settings.maxAge()).toEpochMilli();
    Told told = Told.NOTHING;
    for (int attempt = 0; ; attempt++) {
      View view = look(byAge, firstNeeded);
      if (view.due().isEmpty()) {
        return 0;
      }
      if (view.due().equals(told.due())) {
        if (commit(view, attempt)) {
          told.whenGone().run();
          return view.due().size();
        }
      } else if (attempt < ATTEMPTS) {
        told = tell(view);
      } else {
        throw new IllegalStateException("What is due changes while it is looked at");
      }
    }
  }

  /** How many snapshots would be expired now; nothing is. */
  public int due(long firstNeeded) {
    return look(clock.instant().minus(settings.maxAge()).toEpochMilli(), firstNeeded).due().size();
  }

  private View look(long byAge, long firstNeeded) {
    TableOperations operations = table.freshOperations();
    long cutOff = cutOff(operations.current(), byAge, firstNeeded);
    Set<Long> due =
        prepare(operations, cutOff).apply().stream()
            .map(Snapshot::snapshotId)
            .collect(Collectors.toUnmodifiableSet());
    return new View(operations, cutOff, due);
  }

  /**
   * That reads manifests and takes its time, so what is committed is decided on a table loaded
   * after it: one who tags a snapshot that was due, or goes back to one, is seen.
   */
  private Told tell(View view) {
    BaseTable before = new BaseTable(view.operations(), table.name());
    return new Told(view.due(), listener.beforeExpiry(before, view.due()));
  }

  /** Whether it was; if not, somebody else was faster and nothing has changed. */
  private boolean commit(View view, int attempt) {
    TableOperations guarded =
        new GuardedTableOperations(
            view.operations(), base -> {}, after -> requireGone(after, view.due()));
    try {
      ExpireSnapshots expiry = prepare(guarded, view.cutOff());
      long main = guarded.current().currentSnapshot().snapshotId();
      table.whileMainIs(main, expiry::commit);
      return true;
    } catch (CommitStateUnknownException e) {
      if (attempt >= ATTEMPTS || !(e.getCause() instanceof CommitFailedException)) {
        throw e;
      }
      LOG.debug("Another commit was faster than an expiry; attempt {}", attempt, e);
      return false;
    }
  }

  private static long cutOff(TableMetadata table, long byAge, long firstNeeded) {
    return table.snapshots().stream()
        .filter(snapshot -> snapshot.sequenceNumber() >= firstNeeded)
        .mapToLong(Snapshot::timestampMillis)
        .reduce(byAge, Math::min);
  }

  private ExpireSnapshots prepare(TableOperations operations, long cutOff) {
    return new BaseTable(operations, table.name())
        .expireSnapshots()
        .expireOlderThan(cutOff)
        .retainLast(settings.minKeep())
        .cleanupLevel(CleanupLevel.METADATA_ONLY);
  }

  private static void requireGone(TableMetadata after, Set<Long> expired) {
    if (expired.stream().anyMatch(id -> after.snapshot(id) != null)) {
      throw new IllegalStateException(
          "The catalog answered success, but expired snapshots can still be read");
    }
  }
}

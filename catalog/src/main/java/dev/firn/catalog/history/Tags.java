package dev.firn.catalog.history;

import dev.firn.catalog.ledger.GuardedTableOperations;
import dev.firn.catalog.table.EventTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The tags of a table: Iceberg's own, so every engine reads as of them, and every expiry spares
 * what they name. Each change is made on a table loaded for it and read back; one of unknown
 * outcome is looked for before it is made again. Blocking, thread-safe.
 */
public final class Tags {
  private static final int ATTEMPTS = 5;

  private final EventTable table;
  private final InstantSource clock;

  public Tags(EventTable table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /** All, by name; those of other clients too. */
  public List<Tag> list() {
    Table fresh = table.fresh();
    Set<Long> history = new HashSet<>(SnapshotUtil.currentAncestorIds(fresh));
    return fresh.refs().entrySet().stream()
        .filter(ref -> ref.getValue().isTag())
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(ref -> tag(fresh, ref.getKey(), ref.getValue(), history))
        .toList();
  }

  /** Names of the tags that keep a snapshot. */
  static List<String> of(Table table, long snapshotId) {
    return table.refs().entrySet().stream()
        .filter(ref -> ref.getValue().isTag() && ref.getValue().snapshotId() == snapshotId)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static Tag tag(Table table, String name, SnapshotRef ref, Set<Long> history) {
    Snapshot snapshot = table.snapshot(ref.snapshotId());
    return new Tag(
        name,
        snapshot.snapshotId(),
        snapshot.sequenceNumber(),
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        expires(table, ref, snapshot),
        history.contains(snapshot.snapshotId()));
  }

  private static Optional<Instant> expires(Table table, SnapshotRef ref, Snapshot snapshot) {
    Long own = ref.maxRefAgeMs();
    long age =
        own != null
            ? own
            : PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.MAX_REF_AGE_MS,
                TableProperties.MAX_REF_AGE_MS_DEFAULT);
    return age >= Long.MAX_VALUE - snapshot.timestampMillis()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(snapshot.timestampMillis() + age));
  }

  /**
   * Tags a snapshot, or changes how long its tag is kept.
   *
   * @param keep from now on; empty for ever
   * @throws IllegalArgumentException when that cannot be a name
   * @throws NoSuchPointException when there is no such snapshot
   * @throws HistoryRefusedException when the name is taken by another snapshot, or by a branch
   * @throws CommitStateUnknownException when nobody knows whether it was done; it may be repeated
   */
  public Tag create(String name, AsOf asOf, Optional<Duration> keep) {
    TagName.require(name);
    Table fresh = table.fresh();
    Snapshot snapshot = new Resolution(fresh).of(asOf);
    long age = keep.map(time -> ageFor(snapshot, clock.instant().plus(time))).orElse(FOR_EVER);
    change(
        base -> isTagged(base, name, snapshot.snapshotId(), age),
        (base, refs) -> {
          SnapshotRef before = base.ref(name);
          if (before == null) {
            refs.createTag(name, snapshot.snapshotId());
          } else {
            requireSame(name, before, snapshot.snapshotId());
          }
          refs.setMaxRefAgeMs(name, age);
        });
    return list().stream().filter(tag -> tag.name().equals(name)).findFirst().orElseThrow();
  }

  /** What Iceberg takes for no limit. */
  static final long FOR_EVER = Long.MAX_VALUE;

  /** Iceberg counts a tag's age from its snapshot, not from when it was made. */
  static long ageFor(Snapshot snapshot, Instant until) {
    return Math.max(1, until.toEpochMilli() - snapshot.timestampMillis());
  }

  private static boolean isTagged(TableMetadata base, String name, long snapshotId, long age) {
    SnapshotRef ref = base.ref(name);
    return ref != null
        && ref.isTag()
        && ref.snapshotId() == snapshotId
        && ref.maxRefAgeMs() != null
        && ref.maxRefAgeMs() == age;
  }

  private static void requireSame(String name, SnapshotRef ref, long snapshotId) {
    if (!ref.isTag()) {
      throw new HistoryRefusedException(name + " is a branch of the table");
    }
    if (ref.snapshotId() != snapshotId) {
      throw new HistoryRefusedException(
          "Tag "
              + name
              + " is at snapshot "
              + ref.snapshotId()
              + "; delete it first, or take another name for snapshot "
              + snapshotId);
    }
  }

  /**
   * Takes a tag off; its snapshot goes when it is old enough.
   *
   * @throws NoSuchPointException when there is none
   * @throws CommitStateUnknownException when nobody knows whether it was done; it may be repeated
   */
  public void delete(String name) {
    new Resolution(table.fresh()).of(new AsOf.OfTag(name));
    change(base -> base.ref(name) == null, (base, refs) -> refs.removeTag(name));
  }

  private interface Change {
    void make(TableMetadata base, ManageSnapshots refs);
  }

  /**
   * A race with another change of references fails like any other attempt: it is looked at anew.
   */
  private void change(Predicate<TableMetadata> isDone, Change change) {
    for (int attempt = 1; ; attempt++) {
      TableOperations fresh = table.freshOperations();
      if (isDone.test(fresh.current())) {
        return;
      }
      GuardedTableOperations guarded =
          new GuardedTableOperations(fresh, base -> {}, after -> require(isDone.test(after)));
      ManageSnapshots refs = new BaseTable(guarded, table.name()).manageSnapshots();
      change.make(fresh.current(), refs);
      try {
        refs.commit();
        return;
      } catch (CommitStateUnknownException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void require(boolean isDone) {
    if (!isDone) {
      throw new IllegalStateException(
          "The catalog answered success, but the change of tags cannot be read back");
    }
  }
}

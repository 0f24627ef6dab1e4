package dev.firn.catalog.compaction;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/**
 * Where a table's branches and tags stood before an expiry, by which it is told afterwards whether
 * anything but commits has come to them meanwhile.
 *
 * @param byName snapshots of those that stay
 * @param staying ids of all snapshots that are not due
 */
record Heads(String tableUuid, Map<String, Long> byName, Set<Long> staying) {
  Heads {
    byName = Map.copyOf(byName);
    staying = Set.copyOf(staying);
  }

  /** A tag whose own time is over goes with its snapshot. */
  static Heads of(Table before, Set<Long> due) {
    Map<String, Long> byName = new HashMap<>();
    before
        .refs()
        .forEach(
            (name, head) -> {
              if (!due.contains(head.snapshotId())) {
                byName.put(name, head.snapshotId());
              }
            });
    Set<Long> staying = new HashSet<>();
    before.snapshots().forEach(snapshot -> staying.add(snapshot.snapshotId()));
    staying.removeAll(due);
    return new Heads(before.uuid().toString(), byName, staying);
  }

  /** What is not as it was and not what commits make of it; nothing where all is. */
  Optional<String> changeIn(Table after) {
    if (!after.uuid().toString().equals(tableUuid)) {
      return Optional.of("another table has taken the name");
    }
    for (String name : byName.keySet()) {
      if (!after.refs().containsKey(name)) {
        return Optional.of(name + " is gone");
      }
    }
    for (Map.Entry<String, SnapshotRef> head : after.refs().entrySet()) {
      Long stood = byName.get(head.getKey());
      Predicate<Long> origin = stood == null ? staying::contains : stood::equals;
      if (!hasInHistory(after, head.getValue().snapshotId(), origin)) {
        return Optional.of(head.getKey() + " does not come after what was there before");
      }
    }
    return Optional.empty();
  }

  private static boolean hasInHistory(Table after, long newest, Predicate<Long> origin) {
    Snapshot snapshot = after.snapshot(newest);
    while (snapshot != null && !origin.test(snapshot.snapshotId())) {
      Long parent = snapshot.parentId();
      snapshot = parent == null ? null : after.snapshot(parent);
    }
    return snapshot != null;
  }
}

package dev.firn.catalog.audit;

import dev.firn.events.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** Which snapshots took rows out of the table, as far as its history reaches; read when asked. */
final class Removals {
  private final Table table;
  private @Nullable Map<String, String> byPartition;

  Removals(Table table) {
    this.table = table;
  }

  /** Who removed rows of a partition, for people: {@code by snapshot 12 (delete, spark) at …}. */
  Optional<String> from(String partition) {
    Map<String, String> known = byPartition;
    if (known == null) {
      known = read();
      byPartition = known;
    }
    return Optional.ofNullable(known.get(partition));
  }

  private Map<String, String> read() {
    Map<String, String> removals = new HashMap<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (isRemoval(snapshot)) {
        List<ContentFile<?>> files = new ArrayList<>();
        SnapshotChanges changes = changes(table, snapshot);
        changes.removedDataFiles().forEach(files::add);
        changes.addedDeleteFiles().forEach(files::add);
        files.forEach(
            file -> removals.putIfAbsent(partitionOf(file.partition()), describe(snapshot)));
      }
    }
    return removals;
  }

  static SnapshotChanges changes(Table table, Snapshot snapshot) {
    return SnapshotChanges.builderFor(table).snapshot(snapshot).build();
  }

  private static boolean isRemoval(Snapshot snapshot) {
    return DataOperations.DELETE.equals(snapshot.operation())
        || DataOperations.OVERWRITE.equals(snapshot.operation());
  }

  static String partitionOf(StructLike partition) {
    boolean isOurs =
        partition.size() == 2
            && partition.get(0, Object.class) instanceof CharSequence
            && partition.get(1, Object.class) instanceof Integer;
    return isOurs
        ? new PartitionKey(
                partition.get(0, CharSequence.class).toString(), partition.get(1, Integer.class))
            .id()
        : "";
  }

  private static String describe(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    String engine = summary.getOrDefault("engine-name", "an unnamed client");
    return String.format(
        Locale.ROOT,
        "by snapshot %d (%s, %s) at %s",
        snapshot.snapshotId(),
        snapshot.operation(),
        engine,
        Instant.ofEpochMilli(snapshot.timestampMillis()));
  }
}

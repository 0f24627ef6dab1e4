package dev.firn.catalog.compaction;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/**
 * Whether somebody else looks after a table's files, such as the catalog itself: two that rewrite
 * the same files undo each other's work, though no row is lost. Catalogs do not say so in the
 * table's metadata (Cloudflare's is set by bucket, through another API), so it goes by what they
 * do: a snapshot that replaced data files and is not Firn's. A table's owner may also say it, by a
 * property.
 */
final class OtherMaintenance {
  /** Table property: {@code false} where Firn is to leave the files alone. */
  static final String PROPERTY = "firn.compaction.enabled";

  private OtherMaintenance() {}

  /** Who, in words. */
  static Optional<String> of(Table table) {
    if ("false".equalsIgnoreCase(table.properties().get(PROPERTY))) {
      return Optional.of("the table's property " + PROPERTY + " is false");
    }
    Snapshot newest = null;
    for (Snapshot snapshot : table.snapshots()) {
      boolean isNewer = newest == null || snapshot.sequenceNumber() > newest.sequenceNumber();
      if (isNewer && isOthersRewrite(snapshot)) {
        newest = snapshot;
      }
    }
    return Optional.ofNullable(newest).map(OtherMaintenance::describe);
  }

  private static boolean isOthersRewrite(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return DataOperations.REPLACE.equals(snapshot.operation())
        && !summary.containsKey(RewriteCommit.JOB_KEY)
        && !summary.getOrDefault(SnapshotSummary.DELETED_FILES_PROP, "0").equals("0");
  }

  private static String describe(Snapshot snapshot) {
    return "snapshot "
        + snapshot.snapshotId()
        + " of "
        + Instant.ofEpochMilli(snapshot.timestampMillis())
        + " replaced data files and is not Firn's ("
        + snapshot.summary().getOrDefault("engine-name", "an unnamed client")
        + ")";
  }
}

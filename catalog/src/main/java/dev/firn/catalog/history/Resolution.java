package dev.firn.catalog.history;

import dev.firn.catalog.history.AsOf.OfInstant;
import dev.firn.catalog.history.AsOf.OfSnapshot;
import dev.firn.catalog.history.AsOf.OfTag;
import dev.firn.catalog.history.NoSuchPointException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/** From the name of a point of history to the snapshot, in one table as it was loaded. */
final class Resolution {
  private final Table table;

  Resolution(Table table) {
    this.table = table;
  }

  /**
   * @throws NoSuchPointException when the table has no such point
   */
  Snapshot of(AsOf asOf) {
    if (asOf instanceof OfSnapshot snapshot) {
      return ofId(snapshot.id());
    }
    if (asOf instanceof OfTag tag) {
      return ofTag(tag.name());
    }
    if (asOf instanceof OfInstant instant) {
      return ofInstant(instant.instant());
    }
    return Optional.ofNullable(table.currentSnapshot())
        .orElseThrow(() -> nothingYet("The table has no snapshot yet"));
  }

  private Snapshot ofId(long id) {
    return Optional.ofNullable(table.snapshot(id))
        .orElseThrow(
            () ->
                new NoSuchPointException(
                    Reason.NO_SUCH_SNAPSHOT,
                    "There is no snapshot "
                        + id
                        + ": it has been expired, or never was"
                        + oldest()));
  }

  private Snapshot ofTag(String name) {
    SnapshotRef ref = table.refs().get(name);
    if (ref == null || !ref.isTag()) {
      throw new NoSuchPointException(
          Reason.NO_SUCH_TAG, "There is no tag " + name + "; " + knownTags());
    }
    return ofId(ref.snapshotId());
  }

  private String knownTags() {
    String tags =
        table.refs().entrySet().stream()
            .filter(ref -> ref.getValue().isTag())
            .map(Map.Entry::getKey)
            .sorted()
            .limit(20)
            .collect(Collectors.joining(", "));
    return tags.isEmpty() ? "the table has none" : "there are " + tags;
  }

  /** As the table's own log has it, in which a rollback is an entry like any other. */
  private Snapshot ofInstant(Instant instant) {
    List<HistoryEntry> log = table.history();
    HistoryEntry last = null;
    for (HistoryEntry entry : log) {
      if (entry.timestampMillis() <= instant.toEpochMilli()) {
        last = entry;
      }
    }
    if (last != null) {
      return ofId(last.snapshotId());
    }
    if (log.isEmpty()) {
      throw nothingYet("The table has no snapshot yet");
    }
    throw before(instant, log.get(0));
  }

  private NoSuchPointException before(Instant instant, HistoryEntry first) {
    Instant begin = Instant.ofEpochMilli(first.timestampMillis());
    Snapshot snapshot = table.snapshot(first.snapshotId());
    if (snapshot != null && snapshot.parentId() == null) {
      return nothingYet(
          "At " + instant + " the table held nothing: its first snapshot is of " + begin);
    }
    return new NoSuchPointException(
        Reason.EXPIRED,
        "What the table held at "
            + instant
            + " has been expired: its history begins at "
            + begin
            + "; firn.snapshots.max-age says how long it is, and tags keep single snapshots longer");
  }

  private static NoSuchPointException nothingYet(String message) {
    return new NoSuchPointException(Reason.BEFORE_HISTORY, message);
  }

  private String oldest() {
    return StreamSupport.stream(table.snapshots().spliterator(), false)
        .min((left, right) -> Long.compare(left.sequenceNumber(), right.sequenceNumber()))
        .map(
            snapshot ->
                "; the oldest is "
                    + snapshot.snapshotId()
                    + " of "
                    + Instant.ofEpochMilli(snapshot.timestampMillis()))
        .orElse("; the table has none yet");
  }
}

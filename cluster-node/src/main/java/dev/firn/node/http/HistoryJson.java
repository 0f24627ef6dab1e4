package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.history.ListedSnapshot;
import dev.firn.catalog.history.PartitionDiff;
import dev.firn.catalog.history.PartitionDiff.Kind;
import dev.firn.catalog.history.RollbackPreview;
import dev.firn.catalog.history.SnapshotDiff;
import dev.firn.catalog.history.SnapshotDiff.Amount;
import dev.firn.catalog.history.SnapshotDiff.Side;
import dev.firn.catalog.history.SnapshotPage;
import dev.firn.catalog.history.Tag;
import dev.firn.catalog.ledger.DroppedLedgers.Range;
import dev.firn.node.history.OrderedRollback;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The table's history in JSON. Snapshot ids are texts: JavaScript cannot hold them as numbers. */
final class HistoryJson {
  private static final int MOST_LEAVING = 100;

  private HistoryJson() {}

  static void write(JsonGenerator out, SnapshotPage page) throws IOException {
    Listings.array(out, "snapshots", page.snapshots(), HistoryJson::write);
    if (page.next().isPresent()) {
      out.writeNumberField("next", page.next().getAsLong());
    } else {
      out.writeNullField("next");
    }
  }

  static void write(JsonGenerator out, ListedSnapshot snapshot) throws IOException {
    out.writeStringField("snapshot", Long.toString(snapshot.id()));
    out.writeStringField(
        "parent",
        snapshot.parent().isPresent() ? Long.toString(snapshot.parent().getAsLong()) : null);
    out.writeNumberField("sequence", snapshot.sequenceNumber());
    out.writeStringField("committed", snapshot.committedAt().toString());
    out.writeStringField("operation", snapshot.operation());
    out.writeStringField("by", snapshot.by());
    out.writeNumberField("addedFiles", snapshot.added().files());
    out.writeNumberField("addedRows", snapshot.added().rows());
    out.writeNumberField("addedBytes", snapshot.added().bytes());
    out.writeNumberField("removedFiles", snapshot.removed().files());
    out.writeNumberField("removedRows", snapshot.removed().rows());
    out.writeNumberField("totalFiles", snapshot.total().files());
    out.writeNumberField("totalRows", snapshot.total().rows());
    out.writeNumberField("totalBytes", snapshot.total().bytes());
    out.writeStringField("ledger", snapshot.ledgerMarker());
    out.writeBooleanField("inHistory", snapshot.inHistory());
    texts(out, "tags", snapshot.tags());
  }

  private static void texts(JsonGenerator out, String name, List<String> texts) throws IOException {
    out.writeArrayFieldStart(name);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }

  static void write(JsonGenerator out, Tag tag) throws IOException {
    out.writeStringField("tag", tag.name());
    out.writeStringField("snapshot", Long.toString(tag.snapshotId()));
    out.writeNumberField("sequence", tag.sequenceNumber());
    out.writeStringField("committed", tag.committedAt().toString());
    out.writeStringField("expires", tag.expires().map(Instant::toString).orElse(null));
    out.writeBooleanField("inHistory", tag.inHistory());
  }

  static void write(JsonGenerator out, SnapshotDiff diff, int limit) throws IOException {
    side(out, "from", diff.from());
    side(out, "to", diff.to());
    out.writeStringField("relation", word(diff.relation()));
    PartitionDiff whole = diff.whole();
    changes(out, whole);
    out.writeObjectFieldStart("partitionsChanged");
    for (Kind kind : List.of(Kind.ADDED, Kind.REMOVED, Kind.REWRITTEN, Kind.CHANGED)) {
      out.writeNumberField(word(kind), diff.count(kind));
    }
    out.writeEndObject();
    Listings.array(
        out, "partitions", diff.partitions().stream().limit(limit).toList(), HistoryJson::write);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void side(JsonGenerator out, String name, Side side) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("snapshot", Long.toString(side.snapshotId()));
    out.writeNumberField("sequence", side.sequenceNumber());
    out.writeStringField("committed", Instant.ofEpochMilli(side.committedAtMillis()).toString());
    amount(out, "holds", side.holds());
    out.writeEndObject();
  }

  private static void amount(JsonGenerator out, String name, Amount amount) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("files", amount.files());
    out.writeNumberField("rows", amount.rows());
    out.writeNumberField("bytes", amount.bytes());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, PartitionDiff partition) throws IOException {
    out.writeStringField("partition", partition.name());
    out.writeStringField("change", word(partition.kind()));
    changes(out, partition);
  }

  private static void changes(JsonGenerator out, PartitionDiff diff) throws IOException {
    out.writeObjectFieldStart("rows");
    out.writeNumberField("added", diff.rowsAdded());
    out.writeNumberField("removed", diff.rowsRemoved());
    out.writeNumberField("rewritten", diff.rowsRewritten());
    out.writeEndObject();
    out.writeObjectFieldStart("files");
    amount(out, "kept", diff.kept());
    amount(out, "added", diff.added());
    amount(out, "removed", diff.removed());
    out.writeEndObject();
    out.writeObjectFieldStart("deleteFiles");
    out.writeNumberField("added", diff.deletes());
    out.writeNumberField("removed", diff.formerDeletes());
    out.writeEndObject();
  }

  static void write(JsonGenerator out, RollbackPreview preview) throws IOException {
    out.writeStringField("table", preview.tableUuid());
    object(out, "from", preview.from());
    object(out, "to", preview.to());
    out.writeNumberField("rows", preview.to().total().rows() - preview.from().total().rows());
    out.writeNumberField("files", preview.to().total().files() - preview.from().total().files());
    out.writeNumberField("leavingSnapshots", preview.leaving().size());
    Listings.array(
        out,
        "leaving",
        preview.leaving().stream().limit(MOST_LEAVING).toList(),
        HistoryJson::write);
    Listings.array(out, "dropped", preview.dropped(), HistoryJson::write);
    Listings.array(out, "addedAgain", preview.addedAgain(), HistoryJson::write);
  }

  private static void object(JsonGenerator out, String name, ListedSnapshot snapshot)
      throws IOException {
    out.writeObjectFieldStart(name);
    write(out, snapshot);
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Range range) throws IOException {
    out.writeNumberField("from", range.from());
    out.writeNumberField("through", range.through());
  }

  static void write(JsonGenerator out, OrderedRollback ordered) throws IOException {
    write(out, ordered.done().what());
    out.writeStringField("tag", ordered.done().tag());
    Listings.array(
        out,
        "accepted",
        ordered.accepted(),
        (json, range) -> write(json, new Range(range.from(), range.through())));
    texts(out, "waiting", ordered.waiting());
  }
}

package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl snapshots}. */
@Command(
    name = "snapshots",
    description = {
      "The table's snapshots that can be read, newest first.",
      "A total in brackets is of a snapshot that was rolled back."
    })
final class SnapshotsCommand extends CtlCommand {
  private static final int PAGE = 1_000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many; 0 for all (default: ${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--before",
      paramLabel = "SEQUENCE",
      defaultValue = "0",
      description = "Only those with a smaller sequence number: the next page")
  private long before;

  SnapshotsCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(limit >= 0, "--limit takes 0 or more, got " + limit);
    require(before >= 0, "--before takes a sequence number, got " + before);
    return show(out, limit > 0 ? page(node, limit, before) : all(node), SnapshotsCommand::table);
  }

  private static JsonNode page(NodeApi node, int limit, long before)
      throws CtlException, InterruptedException {
    return node.get("/v1/snapshots?limit=" + limit + (before > 0 ? "&before=" + before : ""));
  }

  /** All pages as one. */
  private JsonNode all(NodeApi node) throws CtlException, InterruptedException {
    ObjectNode whole = (ObjectNode) page(node, PAGE, before);
    ArrayNode snapshots = whole.withArray("snapshots");
    while (whole.path("next").isNumber()) {
      JsonNode page = page(node, PAGE, whole.path("next").asLong());
      page.path("snapshots").forEach(snapshots::add);
      whole.set("next", page.path("next"));
    }
    return whole;
  }

  private static Table table(JsonNode answer) {
    Table table =
        new Table(
            "SNAPSHOT",
            "SEQUENCE",
            "COMMITTED",
            "OPERATION",
            "BY",
            "FILES",
            "ROWS",
            "TOTAL",
            "LEDGER",
            "TAGS");
    for (JsonNode row : answer.path("snapshots")) {
      String total = Text.of(row, "totalRows");
      table.row(
          Text.of(row, "snapshot"),
          Text.of(row, "sequence"),
          Text.of(row, "committed"),
          Text.of(row, "operation"),
          orNone(row.path("by").asText("")),
          change(row, "Files"),
          change(row, "Rows"),
          row.path("inHistory").asBoolean(true) ? total : "(" + total + ")",
          ledgerNumber(row),
          tags(row));
    }
    return table;
  }

  /** What was added, and removed where anything was. */
  private static String change(JsonNode row, String what) {
    String added = Text.of(row, "added" + what);
    long removed = row.path("removed" + what).asLong();
    return removed == 0 ? added : added + " -" + removed;
  }

  private static String tags(JsonNode row) {
    List<String> tags = new ArrayList<>();
    row.path("tags").forEach(tag -> tags.add(tag.asText()));
    return orNone(String.join(", ", tags));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? Text.NONE : text;
  }

  /** Number of the ledger's commit; a dash for another writer's. */
  static String ledgerNumber(JsonNode row) {
    String marker = row.path("ledger").asText("");
    int colon = marker.indexOf(':');
    return colon > 0 ? marker.substring(0, colon) : Text.NONE;
  }
}

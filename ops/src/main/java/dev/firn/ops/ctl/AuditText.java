package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** An audit's report for people. */
final class AuditText {
  private static final int MOST_NAMED = 5;

  private static final String ROWS =
      "rows        {received} received = {committed} committed + {buffered} buffered"
          + " + {rejected} dead letters + {duplicates} duplicates";

  private static final String FILES =
      "files       {files} listed, {objects} objects seen, {checksums} checksums verified,"
          + " {withoutChecksum} without one";

  private AuditText() {}

  /** Whether everything that was to be looked at could be. */
  static boolean isAllAsked(JsonNode report) {
    for (JsonNode table : report.path("tables")) {
      if (!isLookedAt(table) || isSilent(table)) {
        return false;
      }
    }
    return true;
  }

  /** What the audit in the background has found is nothing before its first round. */
  private static boolean isLookedAt(JsonNode table) {
    return table.hasNonNull("snapshot");
  }

  private static boolean isSilent(JsonNode table) {
    JsonNode unasked = table.path("unasked");
    return unasked.path("count").asInt() > 0 || unasked.path("committer").asBoolean();
  }

  static void print(JsonNode report, PrintWriter out) {
    for (JsonNode table : report.path("tables")) {
      if (isLookedAt(table)) {
        printSeen(table, out);
      }
      out.println();
    }
    printFindings(report.path("findings"), out);
    report.path("tables").forEach(table -> printUnknown(table, out));
    if (report.path("findings").isEmpty()) {
      out.println(
          isAllAsked(report) ? "Nothing is off." : "Of what could be looked at, nothing is off.");
    }
  }

  private static void printSeen(JsonNode table, PrintWriter out) {
    out.println(Text.filled("table       {table}, snapshot {snapshot}", table));
    if (table.hasNonNull("at")) {
      out.println(Text.filled("looked at   {at}", table));
    }
    out.println(Text.filled("partitions  {partitions} looked at", table));
    out.println(Text.filled("accounts    {accounts} compared", table));
    out.println(Text.filled(ROWS, table.path("rows")));
    if (table.path("letters").asLong() > 0) {
      out.println(
          Text.filled("letters     {letters} that events count as dead letters looked for", table));
    }
    out.println(Text.filled(FILES, table));
    out.println(Text.filled("identities  {identities} rows read", table));
    table.path("notes").forEach(note -> out.println("note        " + note.asText()));
  }

  private static void printUnknown(JsonNode table, PrintWriter out) {
    String name = Text.of(table, "table");
    if (!isLookedAt(table)) {
      out.println(
          name
              + ": this node has not audited it in the background; it has just started, or another"
              + " one does");
    }
    JsonNode unasked = table.path("unasked");
    int count = unasked.path("count").asInt();
    if (count > 0) {
      out.println(
          name
              + ": "
              + (count == 1 ? "1 partition" : count + " partitions")
              + " could not be asked, and what became of the rows is not known: "
              + some(unasked.path("partitions"), count));
    }
    if (unasked.path("committer").asBoolean()) {
      out.println(name + ": the committer could not be asked");
    }
  }

  private static String some(JsonNode partitions, int count) {
    List<String> names = new ArrayList<>();
    partitions.forEach(partition -> names.add(partition.asText()));
    String named = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    return count > MOST_NAMED ? named + ", …" : named;
  }

  private static void printFindings(JsonNode findings, PrintWriter out) {
    if (findings.isEmpty()) {
      return;
    }
    Table table = new Table("CHECK", "TABLE", "PARTITION", "EPOCH", "ROWS", "WHAT");
    for (JsonNode finding : findings) {
      table.row(
          Text.of(finding, "check"),
          Text.of(finding, "table"),
          Text.of(finding, "partition"),
          Text.of(finding, "epoch"),
          Text.of(finding, "rows"),
          Text.of(finding, "detail"));
    }
    table.print(out);
    out.println();
  }
}

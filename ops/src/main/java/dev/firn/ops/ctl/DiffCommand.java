package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ctl diff}. */
@Command(
    name = "diff",
    description = {
      "What is different in the table at one point of its history from another.",
      "A point is a snapshot's id, a tag, an instant such as 2026-11-22T09:00:00Z, or current.",
      "Told from metadata: rows in files that took the place of others count as rewritten."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DiffCommand extends CtlCommand {
  @Parameters(index = "0", paramLabel = "FROM", description = "The one point")
  private String from;

  @Parameters(
      index = "1",
      paramLabel = "TO",
      arity = "0..1",
      defaultValue = "current",
      description = "The other (default: ${DEFAULT-VALUE})")
  private String to;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many partitions (default: ${DEFAULT-VALUE})")
  private int limit;

  DiffCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(limit >= 1, "--limit takes 1 or more, got " + limit);
    JsonNode answer =
        node.get(
            "/v1/diff?from="
                + NodeApi.encoded(from)
                + "&to="
                + NodeApi.encoded(to)
                + "&limit="
                + limit);
    if (isJson()) {
      printJson(out, answer);
    } else {
      print(answer, out);
    }
    return OK;
  }

  private static void print(JsonNode diff, PrintWriter out) {
    out.println("from        " + side(diff.path("from")));
    out.println("to          " + side(diff.path("to")) + relation(diff));
    out.println(
        "rows        " + Text.filled("+{added} -{removed}", diff.path("rows")) + rewritten(diff));
    out.println(
        "files       +"
            + diff.at("/files/added/files").asText()
            + " -"
            + diff.at("/files/removed/files").asText()
            + ", "
            + diff.at("/files/kept/files").asText()
            + " kept");
    out.println(
        "partitions  "
            + Text.filled(
                "{added} added, {removed} removed, {rewritten} rewritten, {changed} changed",
                diff.path("partitionsChanged")));
    if (!diff.path("partitions").isEmpty()) {
      out.println();
      table(diff).print(out);
    }
  }

  private static String side(JsonNode side) {
    return Text.filled("{snapshot} of {committed}: ", side)
        + Text.filled("{rows} rows in {files} files, ", side.path("holds"))
        + Text.bytes(side.path("holds"), "bytes");
  }

  private static String relation(JsonNode diff) {
    return switch (diff.path("relation").asText()) {
      case "backward" -> " (it comes before the other)";
      case "apart" -> " (neither stems from the other, as far as history is kept)";
      default -> "";
    };
  }

  private static String rewritten(JsonNode diff) {
    return Text.filled(", {rewritten} rewritten", diff.path("rows"));
  }

  private static Table table(JsonNode diff) {
    Table table = new Table("PARTITION", "CHANGE", "ADDED", "REMOVED", "REWRITTEN", "FILES");
    for (JsonNode one : diff.path("partitions")) {
      JsonNode rows = one.path("rows");
      table.row(
          Text.of(one, "partition"),
          Text.of(one, "change"),
          Text.of(rows, "added"),
          Text.of(rows, "removed"),
          Text.of(rows, "rewritten"),
          "+"
              + one.at("/files/added/files").asText()
              + " -"
              + one.at("/files/removed/files").asText());
    }
    return table;
  }
}

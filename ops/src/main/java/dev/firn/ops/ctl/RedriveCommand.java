package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code firn ctl rejected redrive}. */
@Command(
    name = "redrive",
    description = {
      "Takes dead letters in again under the identity they had, and waits for what becomes of them.",
      "Safe to repeat: what is in the table is passed over. Without a filter all of them are meant."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RedriveCommand extends CtlCommand {
  private static final long POLL_MILLIS = 500;

  @Mixin private RejectedFilterOptions filter;

  RedriveCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    String query = filter.query();
    confirm(
        query.isEmpty()
            ? "Redrive all dead letters?"
            : "Redrive what fits " + filter.words() + "?");
    JsonNode report = node.post("/v1/rejected/redrive" + query);
    String path = "/v1/rejected/redrive/" + Text.of(report, "redrive");
    while (report.path("state").asText().equals("running")) {
      Thread.sleep(POLL_MILLIS);
      report = node.get(path);
      progress(report);
    }
    err().println();
    if (isJson()) {
      printJson(out, report);
    } else {
      print(report, out);
      if (report.path("read").asLong() == 0) {
        out.println(query.isEmpty() ? "none in the table" : "none fits " + filter.words());
      }
    }
    WaitingLetters.tell(node.get("/v1/rejected" + limited(query)), err());
    return isAllWell(report) ? OK : WRONG;
  }

  private static String limited(String query) {
    return query + (query.isEmpty() ? "?" : "&") + "limit=1";
  }

  private void progress(JsonNode report) {
    err()
        .print(
            "\rread %s, committed %s "
                .formatted(Text.of(report, "read"), Text.of(report, "committed")));
    err().flush();
  }

  private static void print(JsonNode report, PrintWriter out) {
    Table table = new Table("WHAT", "EVENTS");
    for (Map.Entry<String, JsonNode> field : report.properties()) {
      if (field.getValue().isNumber()) {
        table.row(field.getKey(), field.getValue().asLong());
      }
    }
    table.print(out);
    if (!report.path("detail").asText().isEmpty()) {
      out.println(report.path("detail").asText());
    }
  }

  private static boolean isAllWell(JsonNode report) {
    return report.path("state").asText().equals("done")
        && report.path("refused").asLong() == 0
        && report.path("unreadable").asLong() == 0
        && report.path("rejectedAgain").asLong() == 0
        && report.path("pending").asLong() == 0;
  }
}

package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ctl rollback}. */
@Command(
    name = "rollback",
    description = {
      "Sets the table back to a point of its history; what came after goes out of it.",
      "TO is a snapshot's id, a tag, or an instant such as 2026-11-22T09:00:00Z.",
      "The rows stay out: the ledger is told. What is committed after this look comes in again.",
      "What was there before is kept under a tag for a while, to which it can be set back."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RollbackCommand extends CtlCommand {
  @Parameters(index = "0", paramLabel = "TO", description = "Which snapshot is to be current")
  private String to;

  @Option(names = "--dry-run", description = "Says what would go out, and does nothing")
  private boolean dryRun;

  RollbackCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    JsonNode preview = node.post("/v1/rollback?to=" + NodeApi.encoded(to) + "&dryRun=true");
    String target = Text.of(preview.path("to"), "snapshot");
    if (dryRun) {
      return show(preview, out);
    }
    print(preview, err());
    confirm("Set the table back to snapshot " + target + "?");
    JsonNode done =
        node.post(
            "/v1/rollback?to=" + target + "&through=" + Text.of(preview.path("from"), "snapshot"));
    return show(done, out);
  }

  private int show(JsonNode answer, PrintWriter out) {
    if (isJson()) {
      printJson(out, answer);
      return OK;
    }
    if (answer.path("tag").isTextual()) {
      out.println(
          "The table is at snapshot "
              + Text.of(answer.path("to"), "snapshot")
              + Text.filled("; what was there before is kept as {tag}", answer));
      tellOfNewer(answer, out);
    } else {
      print(answer, out);
    }
    return OK;
  }

  private static void print(JsonNode answer, PrintWriter out) {
    out.println("from       " + side(answer.path("from")));
    out.println("to         " + side(answer.path("to")));
    out.println(Text.filled("snapshots  {leavingSnapshots} go out of the history", answer));
    out.println(Text.filled("rows       {rows}, files {files}", answer));
    out.println(
        "commits    " + ranges(answer.path("dropped")) + " of the ledger are not added again");
    for (JsonNode one : answer.path("leaving")) {
      if (SnapshotsCommand.ledgerNumber(one).equals(Text.NONE)) {
        out.println(
            Text.filled("           {snapshot} ({operation}", one)
                + author(one)
                + Text.filled(") of {committed} goes too", one));
      }
    }
    out.flush();
  }

  private static String author(JsonNode snapshot) {
    String by = snapshot.path("by").asText("");
    return by.isEmpty() ? "" : " by " + by;
  }

  private static void tellOfNewer(JsonNode answer, PrintWriter out) {
    if (!answer.path("addedAgain").isEmpty()) {
      out.println(
          "Commits "
              + ranges(answer.path("addedAgain"))
              + " came while you looked: they are added again under new numbers");
    }
  }

  private static String side(JsonNode snapshot) {
    return Text.filled("{snapshot} of {committed}, {totalRows} rows", snapshot);
  }

  private static String ranges(JsonNode ranges) {
    StringJoiner all = new StringJoiner(", ").setEmptyValue("none");
    for (JsonNode range : ranges) {
      String from = Text.of(range, "from");
      String through = Text.of(range, "through");
      all.add(from.equals(through) ? from : from + " to " + through);
    }
    return all.toString();
  }
}

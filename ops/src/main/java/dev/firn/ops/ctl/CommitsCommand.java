package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code firn ctl commits}. */
@Command(
    name = "commits",
    description = {
      "Where the table's commits stand: the ledger, an open plan, what waits.",
      "Ends with 1 where a committer has trouble."
    })
final class CommitsCommand extends CtlCommand {
  private static final int RECENT = 5;

  CommitsCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    JsonNode answer = node.get("/v1/commits");
    if (isJson()) {
      printJson(out, answer);
    } else {
      answer.path("committers").forEach(committer -> print(committer, Instant.now(), out));
      printRecent(answer.path("recent"), Instant.now(), out);
    }
    return isInTrouble(answer) ? WRONG : OK;
  }

  private static boolean isInTrouble(JsonNode answer) {
    for (JsonNode committer : answer.path("committers")) {
      if (committer.path("trouble").isTextual()) {
        return true;
      }
    }
    return false;
  }

  private static void print(JsonNode committer, Instant now, PrintWriter out) {
    out.println("table     " + table(committer));
    out.println(Text.filled("phase     {phase}", committer));
    out.println(Text.filled("node      {node}", committer));
    out.println(Text.filled("ledger    {ledger}", committer));
    out.println("open      " + open(committer.path("open"), now));
    out.println("trouble   " + trouble(committer, now));
    out.println(Text.filled("pending   {pendingFiles} files, {pendingRows} rows", committer));
    out.println(
        Text.filled(
            "settling  {settling} commits, {lost} of them rolled back and to be added again",
            committer));
    out.println();
  }

  /** Its name where the node knows it, and the UUID that commands take. */
  static String table(JsonNode committer) {
    String uuid = Text.of(committer, "table");
    return committer.path("name").isTextual() ? Text.of(committer, "name") + "  " + uuid : uuid;
  }

  private static String trouble(JsonNode committer, Instant now) {
    if (!committer.path("trouble").isTextual()) {
      return "none";
    }
    String hint =
        committer.path("phase").asText().equals("parked")
            ? "; once it is mended: firn ctl commits resume"
            : "";
    return "for "
        + Text.age(committer, "troubleSince", now)
        + ": "
        + committer.path("trouble").asText()
        + hint;
  }

  private static String open(JsonNode plan, Instant now) {
    return plan.isObject()
        ? Text.filled("ledger {ledger}, {files} files, {rows} rows, for ", plan)
            + Text.age(plan, "since", now)
            + Text.filled(", attempt {attempts}", plan)
        : "none";
  }

  private static void printRecent(JsonNode recent, Instant now, PrintWriter out) {
    Table table = new Table("LEDGER", "AGO", "FILES", "ROWS", "TOTAL", "SNAPSHOT");
    int count = 0;
    for (JsonNode commit : recent) {
      if (++count > RECENT) {
        break;
      }
      table.row(
          Text.of(commit, "ledger"),
          Text.age(commit, "committed", now),
          Text.of(commit, "addedFiles"),
          Text.of(commit, "addedRows"),
          Text.of(commit, "totalRows"),
          Text.of(commit, "snapshot"));
    }
    table.print(out);
  }
}

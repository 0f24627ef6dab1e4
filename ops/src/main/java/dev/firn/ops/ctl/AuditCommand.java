package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl audit}. */
@Command(
    name = "audit",
    description = {
      "Compares what was accepted with what is in the table.",
      "Looks for what should never be; duplicates are repeated events within what was journaled.",
      "Ends with 1 where anything is off."
    })
final class AuditCommand extends CtlCommand {
  private static final long POLL_MILLIS = 250;

  @Option(
      names = "--full",
      description = "Reads every identity and verifies every checksum: the whole table is read")
  private boolean full;

  @Option(
      names = "--partition",
      paramLabel = "PARTITION",
      description = "Only this partition, as firn ctl partitions names it; may be repeated")
  private List<String> partitions = new ArrayList<>();

  @Option(
      names = "--last",
      description = "Do not audit, show what the audit in the background has found")
  private boolean last;

  AuditCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(
        !last || (!full && partitions.isEmpty()), "--last takes neither --full nor --partition");
    JsonNode report = last ? node.get("/v1/audit") : finished(node, started(node));
    if (isJson()) {
      printJson(out, report);
    } else {
      print(report, out);
    }
    return report.path("findings").isEmpty() ? OK : WRONG;
  }

  private String started(NodeApi node) throws CtlException, InterruptedException {
    StringBuilder query = new StringBuilder("?full=").append(full);
    partitions.forEach(name -> query.append("&partition=").append(NodeApi.encoded(name)));
    return node.post("/v1/audit" + query).path("run").asText();
  }

  private static JsonNode finished(NodeApi node, String run)
      throws CtlException, InterruptedException {
    while (true) {
      JsonNode answer = node.get("/v1/audit/" + run);
      switch (answer.path("state").asText()) {
        case "running" -> TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        case "failed" ->
            throw CtlException.refused("the audit failed: " + answer.path("detail").asText());
        default -> {
          return answer.path("report");
        }
      }
    }
  }

  private static void print(JsonNode report, PrintWriter out) {
    JsonNode rows = report.path("rows");
    out.println("table       snapshot " + Text.of(report, "snapshot"));
    out.println("partitions  " + Text.of(report, "partitions") + " looked at");
    out.println("accounts    " + Text.of(report, "accounts") + " compared");
    out.printf(
        Locale.ROOT,
        "rows        %d received = %d committed + %d buffered + %d dead letters + %d duplicates%n",
        rows.path("received").asLong(),
        rows.path("committed").asLong(),
        rows.path("buffered").asLong(),
        rows.path("rejected").asLong(),
        rows.path("duplicates").asLong());
    out.println(
        "files       "
            + Text.of(report, "files")
            + " listed, "
            + Text.of(report, "objects")
            + " objects seen, "
            + Text.of(report, "checksums")
            + " checksums verified, "
            + Text.of(report, "withoutChecksum")
            + " without one");
    out.println("identities  " + Text.of(report, "identities") + " rows read");
    report.path("notes").forEach(note -> out.println("note        " + note.asText()));
    printFindings(report.path("findings"), out);
  }

  private static void printFindings(JsonNode findings, PrintWriter out) {
    out.println();
    if (findings.isEmpty()) {
      out.println("Nothing is off.");
      return;
    }
    Table table = new Table("CHECK", "PARTITION", "EPOCH", "ROWS", "WHAT");
    for (JsonNode finding : findings) {
      table.row(
          Text.of(finding, "check"),
          Text.of(finding, "partition"),
          Text.of(finding, "epoch"),
          Text.of(finding, "rows"),
          Text.of(finding, "detail"));
    }
    table.print(out);
  }
}

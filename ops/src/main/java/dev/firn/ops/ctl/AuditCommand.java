package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl audit}. */
@Command(
    name = "audit",
    description = {
      "Compares what was accepted with what is in the table.",
      "Looks for what should never be; duplicates are repeated events within what was journaled.",
      "Ends with 1 where anything is off.",
      "Ends with 4 where nothing is known to be off and not all could be asked."
    },
    exitCodeList = {
      "0:nothing is off",
      "1:something is off, or the node refused",
      "2:wrong usage",
      "3:the node could not be reached or is not ready",
      "4:nothing is known to be off, and not all could be asked"
    })
final class AuditCommand extends CtlCommand {
  private static final long POLL_MILLIS = 250;

  /** Nothing is known to be off, and not everybody answered. */
  private static final int NOT_ALL_ASKED = 4;

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
      AuditText.print(report, out);
    }
    if (!report.path("findings").isEmpty()) {
      return WRONG;
    }
    return AuditText.isAllAsked(report) ? OK : NOT_ALL_ASKED;
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
}

package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ctl flush}. */
@Command(
    name = "flush",
    description = {
      "Has partitions written and committed now, and waits until they are.",
      "Safe at any time; it only makes files smaller than they would have been."
    })
final class FlushCommand extends CtlCommand {
  @Parameters(
      paramLabel = "PARTITION",
      arity = "0..*",
      description = "As firn ctl partitions names it, for example page.view/2026-11-22T09")
  private List<String> partitions = new ArrayList<>();

  @Option(names = "--all", description = "Every partition that holds rows")
  private boolean all;

  FlushCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(all == partitions.isEmpty(), "Name partitions, or all of them with --all");
    ArrayNode flushed = all ? flushed(node.post("/v1/partitions/flush")) : flushedOneByOne(node);
    if (isJson()) {
      printJson(out, JsonNodeFactory.instance.objectNode().set("flushed", flushed));
    } else {
      print(flushed, out);
    }
    return isAllCommitted(flushed) ? OK : WRONG;
  }

  private static ArrayNode flushed(JsonNode answer) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    answer.path("flushed").forEach(rows::add);
    return rows;
  }

  private ArrayNode flushedOneByOne(NodeApi node) throws CtlException, InterruptedException {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (String partition : partitions) {
      rows.addAll(flushed(node.post("/v1/partitions/" + NodeApi.encoded(partition) + "/flush")));
    }
    return rows;
  }

  private void print(ArrayNode flushed, PrintWriter out) {
    Table table = new Table("PARTITION", "STATE", "LEDGER", "SNAPSHOT");
    for (JsonNode row : flushed) {
      table.row(
          Text.of(row, "partition"),
          Text.of(row, "state"),
          Text.of(row, "ledger"),
          Text.of(row, "snapshot"));
    }
    table.print(out);
    if (!isAllCommitted(flushed)) {
      err().println("firn ctl: not everything was committed in time; nothing is lost, ask again");
    }
  }

  private static boolean isAllCommitted(ArrayNode flushed) {
    for (JsonNode row : flushed) {
      if (!row.path("state").asText().equals("committed")) {
        return false;
      }
    }
    return true;
  }
}

package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl snapshots}. */
@Command(name = "snapshots", description = "The table's snapshots that can be read, newest first.")
final class SnapshotsCommand extends CtlCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many; 0 for all (default: ${DEFAULT-VALUE})")
  private int limit;

  SnapshotsCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(limit >= 0, "--limit takes 0 or more, got " + limit);
    return show(out, node.get("/v1/snapshots"), this::table);
  }

  private Table table(JsonNode answer) {
    Table table =
        new Table(
            "SNAPSHOT", "SEQUENCE", "COMMITTED", "OPERATION", "FILES", "ROWS", "TOTAL", "LEDGER");
    int count = 0;
    for (JsonNode row : answer.path("snapshots")) {
      if (limit > 0 && ++count > limit) {
        break;
      }
      table.row(
          Text.of(row, "snapshot"),
          Text.of(row, "sequence"),
          Text.of(row, "committed"),
          Text.of(row, "operation"),
          Text.of(row, "addedFiles"),
          Text.of(row, "addedRows"),
          Text.of(row, "totalRows"),
          ledgerNumber(row));
    }
    return table;
  }

  /** Number of the ledger's commit; a dash for another writer's. */
  private static String ledgerNumber(JsonNode row) {
    String marker = row.path("ledger").asText("");
    int colon = marker.indexOf(':');
    return colon > 0 ? marker.substring(0, colon) : Text.NONE;
  }
}

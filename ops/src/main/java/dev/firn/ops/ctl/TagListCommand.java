package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code firn ctl tag list}. */
@Command(name = "list", description = "The table's tags, by name.")
final class TagListCommand extends CtlCommand {
  TagListCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    return show(out, node.get("/v1/tags"), TagListCommand::table);
  }

  private static Table table(JsonNode answer) {
    Table table = new Table("TAG", "SNAPSHOT", "SEQUENCE", "COMMITTED", "KEPT UNTIL", "IN HISTORY");
    for (JsonNode tag : answer.path("tags")) {
      table.row(
          Text.of(tag, "tag"),
          Text.of(tag, "snapshot"),
          Text.of(tag, "sequence"),
          Text.of(tag, "committed"),
          tag.path("expires").isTextual() ? Text.of(tag, "expires") : "deleted",
          tag.path("inHistory").asBoolean() ? "yes" : "no");
    }
    return table;
  }
}

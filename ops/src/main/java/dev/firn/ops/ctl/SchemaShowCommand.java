package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

/** {@code firn ctl schema show}. */
@Command(
    name = "show",
    description = "The table's columns, and what of data fills those that are promoted.")
final class SchemaShowCommand extends CtlCommand {
  SchemaShowCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    JsonNode schema = node.get("/v1/schema");
    show(out, schema, SchemaShowCommand::table);
    for (JsonNode property : schema.path("unreadable")) {
      err()
          .println(
              "firn ctl: the table's property " + property.asText() + " is no rule; no effect");
    }
    return OK;
  }

  private static Table table(JsonNode schema) {
    Table table = new Table("ID", "COLUMN", "TYPE", "REQUIRED", "OWNER", "FILLED FROM");
    for (JsonNode column : schema.path("columns")) {
      table.row(
          Text.of(column, "id"),
          Text.of(column, "column"),
          Text.of(column, "type"),
          column.path("required").asBoolean() ? "yes" : "no",
          Text.of(column, "owner"),
          sources(column));
    }
    return table;
  }

  /** As the commands that change columns tell of one. */
  static String describe(JsonNode column) {
    String from = column.path("from").isEmpty() ? "" : ", filled from " + sources(column);
    return Text.filled("{column} {type} (id {id})", column) + from;
  }

  private static String sources(JsonNode column) {
    StringJoiner all = new StringJoiner(", ").setEmptyValue(Text.NONE);
    for (JsonNode rule : column.path("from")) {
      all.add(Text.filled("{path} of {type}", rule));
    }
    return all.toString();
  }
}

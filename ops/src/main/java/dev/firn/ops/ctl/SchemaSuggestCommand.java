package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl schema suggest}. */
@Command(
    name = "suggest",
    description = {
      "Fields of data that could have columns of their own, the most frequent first.",
      "From a sample of the newest files in the table: what is rare or old it does not show."
    })
final class SchemaSuggestCommand extends CtlCommand {
  @Option(
      names = "--from",
      paramLabel = "TYPE",
      description = "Only events of this type (default: all)")
  private @Nullable String eventType;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many fields, at most (default: ${DEFAULT-VALUE})")
  private int limit;

  SchemaSuggestCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    String from = eventType == null ? "" : "&from=" + NodeApi.encoded(eventType);
    JsonNode found = node.get("/v1/schema/suggestions?limit=" + limit + from);
    if (isJson()) {
      printJson(out, found);
      return OK;
    }
    table(found).print(out);
    out.println(Text.filled("of {rows} events in the newest {files} files", found));
    return OK;
  }

  private static Table table(JsonNode found) {
    Table table = new Table("FROM", "PATH", "SHARE", "COLUMN", "TYPE", "VALUES");
    for (JsonNode field : found.path("suggestions")) {
      table.row(
          Text.of(field, "from"),
          Text.of(field, "path"),
          share(field),
          Text.of(field, "column"),
          Text.of(field, "type"),
          kinds(field.path("kinds")));
    }
    return table;
  }

  private static String share(JsonNode field) {
    double share = 100.0 * field.path("rows").asLong() / Math.max(1, field.path("of").asLong());
    return String.format(Locale.ROOT, "%.1f %%", share);
  }

  private static String kinds(JsonNode kinds) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> kind : kinds.properties()) {
      text.append(text.length() == 0 ? "" : ", ");
      text.append(kind.getValue().asLong()).append(' ').append(kind.getKey());
    }
    return text.toString();
  }
}

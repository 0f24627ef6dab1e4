package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl adopt}. */
@Command(
    name = "adopt",
    description = {
      "Hands tables that have no catalog (USE_ICEBERG=false) over to an Iceberg REST catalog.",
      "Files stay where they are. From then on the nodes journal what they accept and commit",
      "nothing, until they are started again with use-iceberg and the catalog's address.",
      "Can be repeated after any failure."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AdoptCommand extends CtlCommand {
  @Option(
      names = "--catalog",
      required = true,
      paramLabel = "URI",
      description = "Address of the catalog")
  private String catalog;

  @Option(
      names = "--warehouse",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Its own name for the warehouse, where it wants one")
  private String warehouse;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the catalog's bearer token (default: $R2_CATALOG_TOKEN, or none)")
  private @Nullable Path tokenFile;

  @Option(
      names = "--give-up",
      description = {
        "Let the tables go on without a catalog: for a catalog that did not get them. Not before",
        "15 minutes have passed, since a request to it may still be on its way"
      })
  private boolean givesUp;

  AdoptCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    ObjectNode request =
        JsonNodeFactory.instance
            .objectNode()
            .put("uri", catalog)
            .put("warehouse", warehouse)
            .put("token", token());
    if (givesUp) {
      confirm("Let the tables go on without " + catalog + "?");
      JsonNode answer = node.post("/v1/adopt?give-up=true", request.toString());
      out.println(isJson() ? answer.toPrettyString() : "The tables go on without a catalog");
      return OK;
    }
    confirm(
        "Hand the tables over to "
            + catalog
            + "? Nodes commit again once they are started with that catalog.");
    JsonNode answer = node.post("/v1/adopt", request.toString());
    show(out, answer, AdoptCommand::table);
    if (!isJson()) {
      out.println("Now start every node with USE_ICEBERG=true and firn.catalog.uri=" + catalog);
    }
    return OK;
  }

  private static Table table(JsonNode answer) {
    Table table = new Table("TABLE", "ROWS", "LOCATION");
    for (JsonNode row : answer.path("tables")) {
      table.row(Text.of(row, "table"), Text.of(row, "rows"), Text.of(row, "location"));
    }
    return table;
  }

  private String token() throws CtlException {
    if (tokenFile == null) {
      return Optional.ofNullable(System.getenv("R2_CATALOG_TOKEN")).orElse("");
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw CtlException.refused("--token-file: cannot read " + e.getMessage());
    }
  }
}

package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** What the commands that change the schema share: a rehearsal, the order, what came of it. */
abstract class SchemaChangeCommand extends CtlCommand {
  @Option(names = "--dry-run", description = "Only say whether it may be done")
  private boolean dryRun;

  SchemaChangeCommand(InputStream stdin) {
    super(stdin);
  }

  /** Sends a request; the node's answer is the schema. */
  interface Request {
    JsonNode send(NodeApi node, String path) throws CtlException, InterruptedException;
  }

  static String column(String name) {
    return "/v1/schema/columns/" + NodeApi.encoded(name);
  }

  final boolean isDryRun() {
    return dryRun;
  }

  /** Only says whether it may be done. */
  private int rehearse(NodeApi node, PrintWriter out, String path, Request request)
      throws CtlException, InterruptedException {
    JsonNode schema = request.send(node, path + (path.contains("?") ? "&" : "?") + "dryRun=true");
    if (isJson()) {
      printJson(out, schema);
    } else {
      out.println("It can be done; nothing was changed");
    }
    return OK;
  }

  /**
   * Does it, or only says whether it may be done.
   *
   * @param named the column that is told of afterwards; empty where there is none any more
   * @param done what is said then
   */
  final int change(
      NodeApi node, PrintWriter out, String path, Request request, String named, String done)
      throws CtlException, InterruptedException {
    if (dryRun) {
      return rehearse(node, out, path, request);
    }
    JsonNode schema = request.send(node, path);
    if (isJson()) {
      printJson(out, schema);
      return OK;
    }
    out.println(done + found(schema, named));
    return OK;
  }

  private static String found(JsonNode schema, String named) {
    for (JsonNode column : schema.path("columns")) {
      if (Text.of(column, "column").equals(named)) {
        return ": " + SchemaShowCommand.describe(column);
      }
    }
    return "";
  }
}

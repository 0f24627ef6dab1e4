package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code firn ctl rejected show}. */
@Command(
    name = "show",
    description =
        "Shows dead letters whole: why, where they stood, the original event and its bytes.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RejectedShowCommand extends CtlCommand {
  @Mixin private RejectedFilterOptions filter;

  RejectedShowCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(!filter.query().isEmpty(), "Say which, for example --id ID");
    JsonNode answer = node.get("/v1/rejected" + filter.query());
    if (isJson()) {
      printJson(out, answer);
    } else {
      answer.path("rejected").forEach(row -> print(row, out));
    }
    WaitingLetters.tell(answer, err());
    if (answer.path("rejected").isEmpty()) {
      throw CtlException.refused("no dead letter in the table fits " + filter.words());
    }
    return OK;
  }

  private static void print(JsonNode row, PrintWriter out) {
    for (Map.Entry<String, JsonNode> field : row.properties()) {
      out.println(
          "%-8s %s"
              .formatted(
                  field.getKey(),
                  field.getValue().isNull() ? Text.NONE : field.getValue().asText()));
    }
    out.println();
  }
}

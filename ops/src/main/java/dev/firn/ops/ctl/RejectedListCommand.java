package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firn ctl rejected list}. */
@Command(
    name = "list",
    description = {
      "Lists dead letters, in no order.",
      "STATE is written where the event is in the table by now, redriven or sent again."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RejectedListCommand extends CtlCommand {
  @Mixin private RejectedFilterOptions filter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (default: ${DEFAULT-VALUE})")
  private int limit;

  RejectedListCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    String query = filter.query();
    JsonNode answer =
        node.get("/v1/rejected" + query + (query.isEmpty() ? "?" : "&") + "limit=" + limit);
    if (isJson() || !answer.path("rejected").isEmpty()) {
      show(out, answer, RejectedListCommand::table);
    } else {
      out.println("none");
    }
    WaitingLetters.tell(answer, err());
    return OK;
  }

  private static Table table(JsonNode answer) {
    Table table = new Table("TIME", "TYPE", "ID", "TENANT", "STATE", "REASON", "DETAIL");
    for (JsonNode row : answer.path("rejected")) {
      table.fields(row, "time", "type", "id", "tenant", "state", "reason", "detail");
    }
    return table;
  }
}

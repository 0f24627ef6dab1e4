package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ctl commits accept-rollback}. */
@Command(
    name = "accept-rollback",
    description = {
      "Says that a roll-back of the table was meant: these commits are not added again.",
      "Their events stay out of the table for good. Commits still in the table are not concerned."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AcceptRollbackCommand extends CtlCommand {
  @Parameters(index = "0", paramLabel = "FROM", description = "First ledger number")
  private long from;

  @Parameters(index = "1", paramLabel = "THROUGH", description = "Last ledger number")
  private long through;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "UUID",
      description = "The table, as firn ctl commits names it")
  private String table;

  AcceptRollbackCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(from >= 1 && from <= through, "Expected FROM and THROUGH with 1 <= FROM <= THROUGH");
    confirm("Leave commits " + from + " to " + through + " out of table " + table + " for good?");
    JsonNode answer =
        node.post(
            "/v1/commits/accept-rollback?table="
                + NodeApi.encoded(table)
                + "&from="
                + from
                + "&through="
                + through);
    if (isJson()) {
      printJson(out, answer);
    } else {
      for (JsonNode range : answer.path("accepted")) {
        out.println(
            "Accepted: commits "
                + Text.of(range, "from")
                + " to "
                + Text.of(range, "through")
                + " are not added again");
      }
    }
    return OK;
  }
}

package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firn ctl schema widen}. */
@Command(
    name = "widen",
    description = {
      "Gives a column a type that holds every value of the present one.",
      "That is int to long, float to double, a decimal to more digits. It cannot be undone."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SchemaWidenCommand extends SchemaChangeCommand {
  @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name")
  private String column;

  @Parameters(index = "1", paramLabel = "TYPE", description = "long, double or decimal(P,S)")
  private String type;

  SchemaWidenCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    String path = column(column) + "/widen?type=" + NodeApi.encoded(type);
    return change(node, out, path, NodeApi::post, column, column + " is widened");
  }
}

package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firn ctl schema drop}. */
@Command(
    name = "drop",
    description = {
      "Takes a column out of the table, with the rules that fill it.",
      "Older snapshots still have it. A column that is added again under its name is another,",
      "without its values."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SchemaDropCommand extends SchemaChangeCommand {
  @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name")
  private String column;

  SchemaDropCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    String path = column(column);
    if (!isDryRun()) {
      node.delete(path + "?dryRun=true"); // a refusal is heard before the question
      confirm("Drop " + column + "? Its values cannot be read any more but in older snapshots.");
    }
    return change(node, out, path, NodeApi::delete, "", column + " is dropped");
  }
}

package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firn ctl schema rename}. */
@Command(
    name = "rename",
    description = {
      "Gives a column another name; its values, old and new, are found under that.",
      "Queries of the old name fail, except as of older snapshots."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SchemaRenameCommand extends SchemaChangeCommand {
  @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name now")
  private String column;

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name afterwards")
  private String name;

  SchemaRenameCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    String path = column(column) + "/rename?to=" + NodeApi.encoded(name);
    return change(node, out, path, NodeApi::post, name, column + " is renamed");
  }
}

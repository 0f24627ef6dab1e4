package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firn ctl tag delete}. */
@Command(
    name = "delete",
    description = {
      "Takes a tag off its snapshot.",
      "What only it kept is expired with the next old snapshots, and cannot be read after that."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TagDeleteCommand extends CtlCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "As firn ctl tag list prints it")
  private String name;

  TagDeleteCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    confirm("Delete tag " + name + "?");
    JsonNode answer = node.delete("/v1/tags/" + NodeApi.encoded(name));
    if (isJson()) {
      printJson(out, answer);
    } else {
      out.println("Tag " + name + " is deleted");
    }
    return OK;
  }
}

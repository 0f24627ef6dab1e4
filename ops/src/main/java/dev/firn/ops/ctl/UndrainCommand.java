package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firn ctl undrain}. */
@Command(
    name = "undrain",
    description = {
      "Takes a drain back: the node takes shards again, as load is balanced.",
      "firn ctl rebalance does not wait for that."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UndrainCommand extends CtlCommand {
  @Parameters(paramLabel = "NODE", description = "As firn ctl nodes names it")
  private String name;

  UndrainCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    return show(out, node.post("/v1/nodes/" + NodeApi.encoded(name) + "/undrain"), OrdersTable::of);
  }
}

package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code firn ctl pin}. */
@Command(
    name = "pin",
    description = {
      "Has a shard live on a node until it is unpinned, over restarts too.",
      "It moves there and is never moved for load. While the node is gone or drained the shard lives",
      "elsewhere."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PinCommand extends CtlCommand {
  @Mixin private ShardToNode order;

  PinCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    confirm("Pin shard " + order.shard() + " to " + order.node() + ", which moves it there?");
    return show(out, node.post(order.path("pin")), OrdersTable::of);
  }
}

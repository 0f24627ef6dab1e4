package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
  @Parameters(
      index = "0",
      paramLabel = "SHARD",
      converter = ShardName.Converter.class,
      description = "Number of a shard of partitions, or KIND/NUMBER as firn ctl shards prints it")
  private ShardName shard;

  @Parameters(index = "1", paramLabel = "NODE", description = "As firn ctl nodes names it")
  private String to;

  PinCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    confirm("Pin shard " + shard + " to " + to + ", which moves it there?");
    return show(out, node.post(shard.path() + "/pin?to=" + NodeApi.encoded(to)), OrdersTable::of);
  }
}

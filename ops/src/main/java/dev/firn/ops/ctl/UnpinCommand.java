package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firn ctl unpin}. */
@Command(
    name = "unpin",
    description = "Takes a pin back: the shard stays where it is and is balanced as any other.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UnpinCommand extends CtlCommand {
  @Parameters(
      paramLabel = "SHARD",
      converter = ShardName.Converter.class,
      description = "Number of a shard of partitions, or KIND/NUMBER as firn ctl shards prints it")
  private ShardName shard;

  UnpinCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    return show(out, node.post(shard.path() + "/unpin"), OrdersTable::of);
  }
}

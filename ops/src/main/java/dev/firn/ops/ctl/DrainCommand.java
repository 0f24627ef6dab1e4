package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ctl drain}. */
@Command(
    name = "drain",
    description = {
      "Empties a node: its shards move to the others.",
      "It takes none until firn ctl undrain, over restarts too, and goes on taking events over HTTP for",
      "the others."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DrainCommand extends CtlCommand {
  @Parameters(paramLabel = "NODE", description = "As firn ctl nodes names it")
  private String name;

  @Option(
      names = "--wait",
      description = "Wait until the node holds no shard, and show how far it is")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "With --wait, give up after this long; the drain holds (default: ${DEFAULT-VALUE})")
  private long timeout;

  DrainCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(timeout > 0, "--timeout takes seconds, more than 0, got " + timeout);
    confirm("Drain " + name + ", which moves all its shards to other nodes?");
    JsonNode orders = node.post("/v1/nodes/" + NodeApi.encoded(name) + "/drain");
    if (wait) {
      await(node);
    }
    return show(out, orders, OrdersTable::of);
  }

  private void await(NodeApi node) throws CtlException, InterruptedException {
    Waiting waiting = new Waiting(err(), Duration.ofSeconds(timeout));
    while (true) {
      JsonNode left = find(node.patientGet("/v1/nodes")).path("shards");
      if (left.isNumber() && left.asInt() == 0) {
        waiting.tell(name + " holds no shard");
        return;
      }
      if (left.isNumber()) {
        waiting.tell(name + " holds " + left.asInt() + (left.asInt() == 1 ? " shard" : " shards"));
      }
      if (waiting.isOver()) {
        throw CtlException.refused(
            name + " still holds shards; firn ctl shards says why nothing moves");
      }
      waiting.pause();
    }
  }

  private JsonNode find(JsonNode answer) throws CtlException {
    for (JsonNode one : answer.path("nodes")) {
      if (one.path("node").asText().equals(name)) {
        return one;
      }
    }
    throw CtlException.refused(
        name + " has left the cluster; it is still to be empty when it is back");
  }
}

package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code firn ctl move}. */
@Command(
    name = "move",
    description = {
      "Moves a shard to another node, once, and waits until it is there.",
      "Its partitions answer nobody for about a second. It is no pin: the shard stays for its cool-down",
      "(5 minutes) and is then balanced as any other."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class MoveCommand extends CtlCommand {
  @Mixin private ShardToNode order;

  MoveCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    confirm("Move shard " + order.shard() + " to " + order.node() + "?");
    JsonNode answer = node.post(order.path("move"));
    if (answer.path("moves").isEmpty()) {
      print(out, answer, Text.of(answer, "summary"));
      return OK;
    }
    Waiting waiting = new Waiting(err(), Waiting.MOVE);
    while (!isThere(node)) {
      if (waiting.isOver()) {
        throw CtlException.refused(
            "shard "
                + order.shard()
                + " is not on "
                + order.node()
                + " yet; firn ctl shards says why");
      }
      waiting.tell("shard " + order.shard() + " is on its way");
      waiting.pause();
    }
    print(out, answer, "Shard " + order.shard() + " lives on " + order.node());
    return OK;
  }

  private void print(PrintWriter out, JsonNode answer, String sentence) {
    if (isJson()) {
      printJson(out, answer);
    } else {
      out.println(sentence);
    }
  }

  private boolean isThere(NodeApi node) throws CtlException, InterruptedException {
    JsonNode answer = node.patientGet("/v1/shards?kind=" + NodeApi.encoded(order.shard().kind()));
    for (JsonNode one : answer.path("shards")) {
      if (one.path("shard").asText().equals(order.shard().number())) {
        return one.path("node").asText().equals(order.node()) && !one.path("movingTo").isTextual();
      }
    }
    return false;
  }
}

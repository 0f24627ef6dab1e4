package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
  @Parameters(
      index = "0",
      paramLabel = "SHARD",
      converter = ShardName.Converter.class,
      description = "Number of a shard of partitions, or KIND/NUMBER as firn ctl shards prints it")
  private ShardName shard;

  @Parameters(index = "1", paramLabel = "NODE", description = "As firn ctl nodes names it")
  private String to;

  MoveCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    confirm("Move shard " + shard + " to " + to + "?");
    JsonNode answer = node.post(shard.path() + "/move?to=" + NodeApi.encoded(to));
    if (answer.path("moves").isEmpty()) {
      print(out, answer, Text.of(answer, "summary"));
      return OK;
    }
    Waiting waiting = new Waiting(err(), Waiting.MOVE);
    while (!isThere(node)) {
      if (waiting.isOver()) {
        throw CtlException.refused(
            "shard " + shard + " is not on " + to + " yet; firn ctl shards says why");
      }
      waiting.tell("shard " + shard + " is on its way");
      waiting.pause();
    }
    print(out, answer, "Shard " + shard + " lives on " + to);
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
    JsonNode answer = node.patientGet("/v1/shards?kind=" + NodeApi.encoded(shard.kind()));
    for (JsonNode one : answer.path("shards")) {
      if (one.path("shard").asText().equals(shard.number())) {
        return one.path("node").asText().equals(to) && !one.path("movingTo").isTextual();
      }
    }
    return false;
  }
}

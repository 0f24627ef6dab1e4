package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code firn ctl nodes}. */
@Command(
    name = "nodes",
    description = {
      "Shows the nodes of the cluster and what they carry.",
      "IS tells which one answers (self), leads (leader), coordinates shards (oldest), and which are",
      "drained or cannot be reached. Ends with 1 where one cannot be reached."
    })
final class NodesCommand extends CtlCommand {

  NodesCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    JsonNode answer = node.get("/v1/nodes");
    show(out, answer, NodesCommand::table);
    return isAllReachable(answer) ? OK : WRONG;
  }

  private static boolean isAllReachable(JsonNode answer) {
    for (JsonNode node : answer.path("nodes")) {
      if (!node.path("reachable").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  private static Table table(JsonNode answer) {
    Table table =
        new Table(
            "NODE",
            "STATUS",
            "IS",
            "ROLES",
            "VERSION",
            "SHARDS",
            "PARTITIONS",
            "LOAD",
            "BUFFERED",
            "HTTP");
    for (JsonNode node : answer.path("nodes")) {
      table.row(
          Text.of(node, "node"),
          Text.of(node, "status"),
          words(node),
          roles(node),
          Text.of(node, "version"),
          Text.of(node, "shards"),
          Text.of(node, "partitions"),
          Text.rate(node, "bytesPerSecond"),
          Text.bytes(node, "bufferedBytes"),
          node.path("http").asText("").isEmpty() ? Text.NONE : node.path("http").asText());
    }
    return table;
  }

  private static String roles(JsonNode node) {
    List<String> roles = new ArrayList<>();
    node.path("roles").forEach(role -> roles.add(role.asText()));
    return roles.isEmpty() ? Text.NONE : String.join(",", roles);
  }

  private static String words(JsonNode node) {
    List<String> words = new ArrayList<>();
    for (String word : List.of("self", "leader", "oldest", "drained")) {
      if (node.path(word).asBoolean()) {
        words.add(word);
      }
    }
    if (!node.path("reachable").asBoolean()) {
      words.add("UNREACHABLE");
    }
    return words.isEmpty() ? Text.NONE : String.join(",", words);
  }
}

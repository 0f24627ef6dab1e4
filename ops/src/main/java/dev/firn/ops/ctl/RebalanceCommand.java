package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl rebalance}. */
@Command(
    name = "rebalance",
    description = {
      "Balances load now, without waiting for the cluster to be calm.",
      "Says what would move and why, asks, and shows how far it is. A few shards move at a time; a",
      "shard's partitions answer nobody for about a second. Load may change what moves while it goes on.",
      "Interrupted, the balancing goes on by itself."
    })
final class RebalanceCommand extends CtlCommand {
  @Option(names = "--dry-run", description = "Only say what would move, and why")
  private boolean dryRun;

  @Option(names = "--kind", paramLabel = "KIND", description = "Only shards of this kind")
  private @Nullable String kind;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "Wait no longer than this for the end (default: ${DEFAULT-VALUE})")
  private long timeout;

  RebalanceCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(timeout > 0, "--timeout takes seconds, more than 0, got " + timeout);
    JsonNode plan = node.post("/v1/rebalance?dryRun=true" + query("&"));
    int moves = moves(plan);
    if (dryRun || moves == 0) {
      print(plan, out);
      return OK;
    }
    if (!isJson()) {
      print(plan, out);
    }
    confirm(moves == 1 ? "Move this shard?" : "Move these " + moves + " shards?");
    JsonNode begun = node.post("/v1/rebalance" + query("?"));
    await(node, moves);
    if (isJson()) {
      printJson(out, begun);
    } else {
      printSummaries(node.patientGet("/v1/shards" + query("?")), out);
    }
    return OK;
  }

  private String query(String separator) {
    return kind == null ? "" : separator + "kind=" + NodeApi.encoded(kind);
  }

  private static int moves(JsonNode plan) {
    int moves = 0;
    for (JsonNode one : plan.path("kinds")) {
      moves += one.path("moves").size();
    }
    return moves;
  }

  private void await(NodeApi node, int planned) throws CtlException, InterruptedException {
    Waiting waiting = new Waiting(err(), Duration.ofSeconds(timeout));
    Moves moves = new Moves();
    while (true) {
      JsonNode shards = node.patientGet("/v1/shards" + query("?"));
      boolean isBusy = moves.look(shards);
      waiting.tell(
          "moved %d of about %d, %d on their way"
              .formatted(moves.made(), planned, moves.underWay()));
      if (!isBusy) {
        return;
      }
      if (waiting.isOver()) {
        throw CtlException.refused("not balanced yet; it goes on, firn ctl shards says how far");
      }
      waiting.pause();
    }
  }

  private void print(JsonNode plan, PrintWriter out) {
    if (isJson()) {
      printJson(out, plan);
      return;
    }
    Table table = new Table("SHARD", "FROM", "TO", "WHY");
    for (JsonNode one : plan.path("kinds")) {
      for (JsonNode move : one.path("moves")) {
        table.row(
            Text.of(one, "kind") + "/" + Text.of(move, "shard"),
            Text.of(move, "from"),
            Text.of(move, "to"),
            Text.of(move, "reason"));
      }
    }
    if (!table.isEmpty()) {
      table.print(out);
      out.println();
    }
    printSummaries(plan, out);
  }

  private static void printSummaries(JsonNode answer, PrintWriter out) {
    for (JsonNode one : answer.path("kinds")) {
      out.println(Text.of(one, "kind") + ": " + Text.of(one, "summary"));
      one.path("notices").forEach(notice -> out.println("  notice: " + notice.asText()));
    }
  }
}

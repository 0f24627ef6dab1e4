package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn ctl shards}. */
@Command(
    name = "shards",
    description = {
      "Shows where shards live, what they carry, their pins and their last moves.",
      "Below the table stands, for each kind, what was decided last, and orders that do not hold."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ShardsCommand extends CtlCommand {

  /** What rows are ordered by. */
  enum Order {
    NAME,
    NODE,
    LOAD
  }

  @Option(names = "--kind", paramLabel = "KIND", description = "Only shards of this kind")
  private @Nullable String kind;

  @Option(names = "--node", paramLabel = "NODE", description = "Only shards that live on this node")
  private @Nullable String node;

  @Option(
      names = "--sort",
      paramLabel = "name|node|load",
      defaultValue = "name",
      description = "Order of the rows; load puts the heaviest first (default: ${DEFAULT-VALUE})")
  private Order order;

  ShardsCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi api, PrintWriter out) throws CtlException, InterruptedException {
    JsonNode answer =
        api.get("/v1/shards" + (kind == null ? "" : "?kind=" + NodeApi.encoded(kind)));
    show(out, answer, this::table);
    if (!isJson()) {
      printDecisions(answer.path("kinds"), out);
    }
    return OK;
  }

  private Table table(JsonNode answer) {
    Instant now = Instant.now();
    Table table =
        new Table("SHARD", "NODE", "LOAD", "BUFFERED", "PINNED TO", "MOVING TO", "LAST MOVE");
    for (JsonNode shard : chosen(answer)) {
      table.row(
          name(shard),
          Text.of(shard, "node"),
          Text.rate(shard, "bytesPerSecond"),
          Text.bytes(shard, "bufferedBytes"),
          Text.of(shard, "pinnedTo"),
          Text.of(shard, "movingTo"),
          lastMove(shard.path("lastMove"), now));
    }
    return table;
  }

  private static String name(JsonNode shard) {
    return Text.of(shard, "kind") + "/" + Text.of(shard, "shard");
  }

  private static String lastMove(JsonNode last, Instant now) {
    return last.isObject()
        ? Text.of(last, "cause")
            + ", "
            + Text.age(last, "at", now)
            + " ago, from "
            + Text.of(last, "from")
        : Text.NONE;
  }

  private List<JsonNode> chosen(JsonNode answer) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode shard : answer.path("shards")) {
      if (node == null || node.equals(shard.path("node").asText())) {
        rows.add(shard);
      }
    }
    if (order == Order.NODE) {
      rows.sort(Comparator.comparing(shard -> shard.path("node").asText()));
    } else if (order == Order.LOAD) {
      rows.sort(
          Comparator.comparingLong((JsonNode shard) -> shard.path("bytesPerSecond").asLong())
              .reversed());
    }
    return rows;
  }

  private static void printDecisions(JsonNode kinds, PrintWriter out) {
    out.println();
    for (JsonNode one : kinds) {
      out.println(Text.of(one, "kind") + ": " + Text.of(one, "summary"));
      one.path("notices").forEach(notice -> out.println("  notice: " + notice.asText()));
    }
  }
}

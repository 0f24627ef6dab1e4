package dev.firn.ops.ctl;

import static java.util.Comparator.comparing;

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

/** {@code firn ctl partitions}. */
@Command(
    name = "partitions",
    description = {
      "The partitions that are awake, and what they hold.",
      "TABLE is events, or events_rejected for dead letters on their way to their own table."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PartitionsCommand extends CtlCommand {

  /** What rows are ordered by; sizes and ages put the largest first. */
  enum Order {
    NAME,
    ROWS,
    BYTES,
    AGE,
    STATE;

    Comparator<JsonNode> comparator() {
      return switch (this) {
        case NAME -> comparing(row -> row.path("partition").asText());
        case ROWS -> largestFirst("rows");
        case BYTES -> largestFirst("bytes");
        case AGE -> comparing(row -> row.path("oldest").asText("9"));
        case STATE -> comparing(row -> row.path("state").asText());
      };
    }

    private static Comparator<JsonNode> largestFirst(String field) {
      return Comparator.comparingLong((JsonNode row) -> row.path(field).asLong()).reversed();
    }
  }

  @Option(
      names = "--sort",
      paramLabel = "name|rows|bytes|age|state",
      defaultValue = "name",
      description = "Order of the rows (default: ${DEFAULT-VALUE})")
  private Order order;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only partitions of this event type")
  private @Nullable String type;

  PartitionsCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    return show(out, node.get("/v1/partitions"), this::table);
  }

  private Table table(JsonNode answer) {
    Instant now = Instant.now();
    Table table =
        new Table("PARTITION", "STATE", "ROWS", "BYTES", "OLDEST", "APPEND", "SNAPSHOT", "TABLE");
    for (JsonNode row : chosen(answer)) {
      table.row(
          Text.of(row, "partition"),
          Text.of(row, "state"),
          row.path("rows").asLong(),
          Text.bytes(row.path("bytes").asLong()),
          Text.age(row, "oldest", now),
          row.path("epoch").asText() + "." + row.path("append").asText(),
          Text.of(row, "snapshot"),
          Text.of(row, "table"));
    }
    return table;
  }

  private List<JsonNode> chosen(JsonNode answer) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode row : answer.path("partitions")) {
      if (type == null || type.equals(row.path("type").asText())) {
        rows.add(row);
      }
    }
    rows.sort(order.comparator());
    return rows;
  }
}

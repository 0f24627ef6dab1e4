package dev.firn.catalog.datafile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Rows that nobody will read, with something in every kind of column. */
final class WarmUpRows {
  static final PartitionKey PARTITION = new PartitionKey("warm-up", 0);
  private static final int ROWS = 2000;

  private WarmUpRows() {}

  static List<AppendedBatch> batches() {
    EventIds ids = new EventIds("no secret is kept".getBytes(UTF_8));
    RowBlock block = new RowBlock(PARTITION, new Origin("warm-up", 0, Edge.NONE));
    for (int row = 0; row < ROWS; row++) {
      block.add(event(row), ids);
    }
    EventBatch batch = EventBatch.of(PARTITION, List.of(block));
    return List.of(new AppendedBatch(1, batch, new BitSet()));
  }

  private static CloudEvent event(int row) {
    return new CloudEvent(
        Integer.toString(row),
        "/warm-up/" + row % 3,
        PARTITION.type(),
        "1.0",
        row ^ 1,
        row % 2 == 0 ? null : Integer.toString(row),
        "application/json",
        null,
        "{\"row\":" + row + "}",
        row % 5 == 0 ? Map.of("a", "b", "c", "d") : Map.of());
  }
}

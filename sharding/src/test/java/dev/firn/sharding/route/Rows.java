package dev.firn.sharding.route;

import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Rows with these ids and little else. */
final class Rows {
  private Rows() {}

  static RowBlock of(PartitionKey partition, String tenant, String... ids) {
    RowBlock block = new RowBlock(partition, new Origin(tenant, 1, Edge.NONE));
    EventIds hashes = new EventIds("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    for (String id : ids.length == 0 ? new String[] {"1"} : ids) {
      long time = partition.start().toEpochMilli() * 1000;
      block.add(
          new CloudEvent(id, "/s", partition.type(), "1.0", time, null, null, null, "{}", Map.of()),
          hashes);
    }
    return block;
  }
}

package dev.firn.node.lake;

import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.table.EventTable;
import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * One data file that is written and deleted again, never committed. The first file of a process
 * costs about a second of class loading, and tells whether the store can be written at all: both
 * belong before the first event.
 */
final class WarmUp {
  private static final String TYPE = "firn.warm-up";

  private WarmUp() {}

  static void writeOneFile(EventTable table, DataFileWriter writer) {
    long now = Instant.now().getEpochSecond() * 1_000_000;
    PartitionKey partition = PartitionKey.of(TYPE, now);
    RowBlock block = new RowBlock(partition, new Origin("firn", now, Edge.NONE));
    block.add(
        new CloudEvent("1", "/firn", TYPE, "1.0", now, null, null, null, "{}", Map.of("a", "b")),
        new EventIds(new byte[EventIds.BYTES]));
    EventBatch batch = EventBatch.of(partition, List.of(block));
    WrittenFile file =
        writer.write(
            partition, partition.id() + "#0", List.of(new AppendedBatch(1, batch, new BitSet())));
    table.io().deleteFile(file.location());
  }
}

package dev.firn.sharding.reject;

import dev.firn.events.AppendedBatch;
import dev.firn.events.DeadLetter;
import dev.firn.events.DeadLetter.Cause;
import dev.firn.events.DeadLetters;
import dev.firn.events.EventBatch;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.sharding.UnwritableRowsException.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dead letters as batches for their buffer, which knows each by its original's place. */
final class RejectedRows {
  private static final int MOST_BYTES = 1 << 20;
  private static final int LONGEST_DETAIL = 1_000;

  private final PartitionKey partition;
  private final List<EventBatch> batches = new ArrayList<>();
  private Map<Origin, RowBlock> blocks = new LinkedHashMap<>();
  private long bytes;

  private RejectedRows(PartitionKey partition) {
    this.partition = partition;
  }

  /** Compresses: not for an actor's thread. */
  static List<EventBatch> encode(
      PartitionKey partition, String writer, AppendedBatch append, List<Row> rows) {
    RejectedRows encoded = new RejectedRows(partition);
    DeadLetters letters = new DeadLetters(writer, append);
    for (Row row : rows) {
      encoded.add(letters.of(row.index(), new Cause(row.reason(), cut(row.detail()))));
    }
    encoded.finishBatch();
    return encoded.batches;
  }

  private static String cut(String detail) {
    return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
  }

  private void add(DeadLetter letter) {
    RowBlock block =
        blocks.computeIfAbsent(letter.origin(), origin -> new RowBlock(partition, origin));
    int before = block.sizeInBytes();
    block.add(letter.toCloudEvent(), letter.place().identity());
    bytes += block.sizeInBytes() - before;
    if (bytes > MOST_BYTES) {
      finishBatch();
    }
  }

  private void finishBatch() {
    if (!blocks.isEmpty()) {
      batches.add(EventBatch.of(partition, List.copyOf(blocks.values())));
    }
    blocks = new LinkedHashMap<>();
    bytes = 0;
  }
}

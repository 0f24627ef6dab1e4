package dev.firn.sharding.partition;

import dev.firn.events.AppendedBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.UnwritableRowsException.Row;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Where rows go that can never be written. */
@FunctionalInterface
public interface DeadLetters {

  /**
   * Keeps rows of one append with their original bytes; answered when they are durable. Asked again
   * for the same rows, by this life of the partition or a later one, it keeps them once. A failed
   * stage means that some may have been kept.
   *
   * @param writer the partition and its epoch, as in {@code ingest_writer}
   */
  CompletionStage<Done> keep(
      PartitionKey partition, String writer, AppendedBatch batch, List<Row> rows);
}

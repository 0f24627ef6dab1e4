package dev.firn.sharding.partition;

import dev.firn.sharding.BufferMetrics;
import dev.firn.sharding.BufferPorts;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.dedup.IdRuns;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;

/**
 * What the partitions of a node share.
 *
 * @param committers the committer of a table, by the table's UUID
 * @param wake makes the shard start a partition, by its id
 */
public record PartitionServices(
    PartitionSettings settings,
    BufferPorts ports,
    AppendJournal journal,
    AppendCache cache,
    FlushGate gate,
    IdRuns idRuns,
    MemoryBudget memory,
    AwakePartitions awake,
    Function<String, RecipientRef<CommitterProtocol.Command>> committers,
    Consumer<String> wake) {

  DataFiles dataFiles() {
    return ports.dataFiles();
  }

  BufferMetrics metrics() {
    return ports.metrics();
  }
}

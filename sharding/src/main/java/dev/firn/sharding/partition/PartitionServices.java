package dev.firn.sharding.partition;

import dev.firn.sharding.BufferMetrics;
import dev.firn.sharding.BufferPorts;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.dedup.IdRuns;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * What the partitions of one kind share on a node.
 *
 * @param kind names their entities; {@link PartitionBuffer#KEY} or {@link PartitionBuffer#REJECTED}
 * @param deadLetters for rows that can never be written; null where they are dead letters
 *     themselves
 * @param committers the committer of a table, by the table's UUID
 * @param wake makes the shard start a partition, by its id
 */
public record PartitionServices(
    EntityTypeKey<PartitionProtocol.Command> kind,
    PartitionSettings settings,
    BufferPorts ports,
    AppendJournal journal,
    AppendCache cache,
    FlushGate gate,
    IdRuns idRuns,
    MemoryBudget memory,
    AwakePartitions awake,
    Function<String, RecipientRef<CommitterProtocol.Command>> committers,
    Consumer<String> wake,
    @Nullable DeadLetters deadLetters) {

  DataFiles dataFiles() {
    return ports.dataFiles();
  }

  BufferMetrics metrics() {
    return ports.metrics();
  }
}

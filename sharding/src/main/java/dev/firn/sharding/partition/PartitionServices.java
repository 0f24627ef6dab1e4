package dev.firn.sharding.partition;

import dev.firn.sharding.BufferMetrics;
import dev.firn.sharding.DataFiles;
import dev.firn.sharding.JournalTrim;
import dev.firn.sharding.commit.CommitterProtocol;
import dev.firn.sharding.dedup.IdRuns;
import java.time.InstantSource;
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
    DataFiles dataFiles,
    AppendJournal journal,
    JournalTrim trim,
    AppendCache cache,
    FlushGate gate,
    IdRuns idRuns,
    MemoryBudget memory,
    AwakePartitions awake,
    BufferMetrics metrics,
    InstantSource clock,
    Function<String, RecipientRef<CommitterProtocol.Command>> committers,
    Consumer<String> wake) {}

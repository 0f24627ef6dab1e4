package dev.firn.sharding.partition;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.PartitionAccount.Epoch;
import dev.firn.sharding.Portable;
import dev.firn.sharding.dedup.IdRunRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition's state as it is saved: references and marks, no rows.
 *
 * @param accounts empty in what was saved before there were any
 */
public record PartitionSnapshot(
    @Nullable PartitionKey partition,
    @Nullable String tableUuid,
    long sequenceNumber,
    long epoch,
    boolean open,
    long lastAppend,
    long lastAcceptedAt,
    List<AppendRef> unflushed,
    List<PreparedFlush> prepared,
    List<CommittedRange> committed,
    List<IdRunRef> idRuns,
    List<Epoch> accounts)
    implements Portable {
  public PartitionSnapshot {
    unflushed = List.copyOf(unflushed);
    prepared = List.copyOf(prepared);
    committed = List.copyOf(committed);
    idRuns = List.copyOf(idRuns);
    accounts = List.copyOf(accounts);
  }
}

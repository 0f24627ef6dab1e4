package dev.firn.node.lake;

import dev.firn.catalog.rejected.RejectedEvents;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.PartitionIdentities;
import dev.firn.catalog.table.PartitionIdentities.Identity;
import dev.firn.events.ByteReader;
import dev.firn.events.DeadLetter;
import dev.firn.events.EventIds;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.FlushedRows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Ids of a partition's rows, hashed anew from what the table holds; of its dead letters, as they
 * say.
 */
final class TableRows implements FlushedRows {
  private final EventTable table;
  private final RejectedEvents rejected;
  private final byte[] idKey;
  private final Executor threads;

  /**
   * @param idKey with which ids are hashed when events are accepted
   * @param threads that a slow catalog or store may hold
   */
  TableRows(EventTable table, RejectedEvents rejected, byte[] idKey, Executor threads) {
    this.table = table;
    this.rejected = rejected;
    this.idKey = idKey.clone();
    this.threads = threads;
  }

  @Override
  public Ids idsOf(PartitionKey partition, long epoch, long throughAppend, List<Long> snapshots) {
    return new Scan(partition, epoch, throughAppend, List.copyOf(snapshots));
  }

  @Override
  public Ids rejectedIdsOf(PartitionKey partition) {
    return new LetterIds(rejected, threads, partition, DeadLetter::identityBytes);
  }

  private final class Scan implements Ids {
    private final PartitionKey partition;
    private final long epoch;
    private final long throughAppend;
    private final List<Long> snapshots;
    private final EventIds hashes = new EventIds(idKey);
    private @Nullable PartitionIdentities open;

    Scan(PartitionKey partition, long epoch, long throughAppend, List<Long> snapshots) {
      this.partition = partition;
      this.epoch = epoch;
      this.throughAppend = throughAppend;
      this.snapshots = snapshots;
    }

    @Override
    public CompletionStage<long[]> next(int most) {
      return CompletableFuture.supplyAsync(() -> read(most), threads);
    }

    private long[] read(int most) {
      PartitionIdentities rows = open;
      if (rows == null) {
        rows = PartitionIdentities.open(table, partition, epoch, throughAppend, snapshots);
        open = rows;
      }
      long[] ids = new long[64];
      int length = 0;
      while (length < 2 * most) {
        Optional<Identity> row = rows.next();
        if (row.isEmpty()) {
          break;
        }
        if (length == ids.length) {
          ids = Arrays.copyOf(ids, Math.min(2 * length, 2 * most));
        }
        ByteReader hash = new ByteReader(hash(row.get()));
        ids[length++] = hash.readLong();
        ids[length++] = hash.readLong();
      }
      return Arrays.copyOf(ids, length);
    }

    private byte[] hash(Identity row) {
      return hashes.hash(row.tenant(), partition, row.source(), row.id());
    }

    @Override
    public void close() {
      PartitionIdentities rows = open;
      if (rows != null) {
        rows.close();
      }
    }
  }
}

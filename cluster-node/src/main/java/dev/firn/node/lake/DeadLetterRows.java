package dev.firn.node.lake;

import dev.firn.catalog.rejected.RejectedEvents;
import dev.firn.catalog.rejected.RejectedEvents.Letters;
import dev.firn.catalog.rejected.RejectedFilter;
import dev.firn.events.ByteReader;
import dev.firn.events.DeadLetter;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.FlushedRows;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the buffers of dead letters know those in the table by. All of a partition's, whatever their
 * append: what is in the table is there.
 */
final class DeadLetterRows implements FlushedRows {
  private static final long SECONDS_PER_HOUR = 3_600;

  private final RejectedEvents rejected;
  private final Executor threads;

  /**
   * @param threads that a slow catalog or store may hold
   */
  DeadLetterRows(RejectedEvents rejected, Executor threads) {
    this.rejected = rejected;
    this.threads = threads;
  }

  @Override
  public Ids idsOf(PartitionKey partition, long epoch, long throughAppend, List<Long> snapshots) {
    return new Scan(
        new RejectedFilter(
            partition.type(),
            null,
            null,
            partition.start(),
            partition.start().plusSeconds(SECONDS_PER_HOUR),
            Set.of()));
  }

  private final class Scan implements Ids {
    private final RejectedFilter filter;
    private @Nullable Letters open;

    Scan(RejectedFilter filter) {
      this.filter = filter;
    }

    @Override
    public CompletionStage<long[]> next(int most) {
      return CompletableFuture.supplyAsync(() -> read(most), threads);
    }

    private long[] read(int most) {
      Letters letters = open;
      if (letters == null) {
        letters = rejected.read(filter);
        open = letters;
      }
      List<DeadLetter> some = letters.next(most);
      long[] ids = new long[2 * some.size()];
      for (int i = 0; i < some.size(); i++) {
        ByteReader id = new ByteReader(some.get(i).place().identity());
        ids[2 * i] = id.readLong();
        ids[2 * i + 1] = id.readLong();
      }
      return ids;
    }

    @Override
    public void close() {
      Letters letters = open;
      if (letters != null) {
        letters.close();
      }
    }
  }
}

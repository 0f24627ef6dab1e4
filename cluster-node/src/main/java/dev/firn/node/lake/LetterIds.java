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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An id of each dead letter of a partition that is in the table, whatever its append. */
final class LetterIds implements FlushedRows.Ids {
  private static final long SECONDS_PER_HOUR = 3_600;

  private final RejectedEvents rejected;
  private final Executor threads;
  private final RejectedFilter filter;
  private final Function<DeadLetter, byte[]> id;
  private @Nullable Letters open;

  /**
   * @param threads that a slow catalog or store may hold
   * @param id which of a letter's
   */
  LetterIds(
      RejectedEvents rejected,
      Executor threads,
      PartitionKey partition,
      Function<DeadLetter, byte[]> id) {
    this.rejected = rejected;
    this.threads = threads;
    this.filter =
        new RejectedFilter(
            partition.type(),
            null,
            null,
            partition.start(),
            partition.start().plusSeconds(SECONDS_PER_HOUR),
            Set.of());
    this.id = id;
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
      ByteReader bytes = new ByteReader(id.apply(some.get(i)));
      ids[2 * i] = bytes.readLong();
      ids[2 * i + 1] = bytes.readLong();
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

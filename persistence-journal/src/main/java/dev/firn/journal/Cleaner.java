package dev.firn.journal;

import dev.firn.journal.JournalOperation.BeginGeneration;
import dev.firn.journal.JournalOperation.CarryOver;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.rocksdb.RocksDBException;

/**
 * Keeps the files as small as {@link SpaceGoal} says: drops generations that are dead, flushes so
 * that the log can go, and empties a generation that few events hold up, by having the writer carry
 * them over. One step a turn; of the {@link Reclaimer}'s thread.
 */
final class Cleaner {

  private static final long CARRIED_AT_ONCE = 512 << 10;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final RocksDbStore store;
  private final SpaceGoal goal;
  private final WriteStatistics statistics;
  private final Function<JournalOperation, CompletionStage<Done>> writer;
  private final Set<Generation> damaged = new HashSet<>();

  Cleaner(
      RocksDbStore store,
      SpaceGoal goal,
      WriteStatistics statistics,
      Function<JournalOperation, CompletionStage<Done>> writer) {
    this.store = store;
    this.goal = goal;
    this.statistics = statistics;
    this.writer = writer;
  }

  /** Many times a second. */
  void turn(boolean isNearlyFull) throws RocksDBException, IOException, InterruptedException {
    OpenDatabase opened =
        store.work(
            present -> {
              present.generations().prepare();
              dropDead(present.generations());
              return present;
            });
    flushIfDue();
    Generations generations = opened.generations();
    long live = statistics.liveBytes();
    if (goal.isCleaningDue(generations.occupancy().written(), live, isNearlyFull)) {
      clean(opened, generations);
    }
  }

  /** When the files were measured. */
  void measured(long files) throws RocksDBException, IOException {
    store.work(
        opened -> {
          long live = statistics.liveBytes() + opened.estimatedBytesBesideEvents();
          if (goal.isExceeded(files, live) && goal.isWorthFlushing(opened.unflushed().bytes())) {
            opened.flush();
          }
          return Done.getInstance();
        });
  }

  private static void dropDead(Generations generations) throws RocksDBException {
    generations.drop(
        generations.older().stream()
            .filter(generation -> generations.occupancy().use(generation).isEmpty())
            .toList());
  }

  private void flushIfDue() throws RocksDBException, IOException {
    store.work(
        opened -> {
          if (goal.isFlushDue(opened.unflushed().bytes(), statistics.liveBytes())) {
            opened.flush();
          }
          return Done.getInstance();
        });
  }

  private void clean(OpenDatabase opened, Generations generations)
      throws RocksDBException, IOException, InterruptedException {
    Occupancy occupancy = generations.occupancy();
    if (goal.isMostlyDead(occupancy.use(generations.current()))) {
      await(new BeginGeneration());
    }
    List<Generation> older =
        generations.older().stream().filter(each -> !damaged.contains(each)).toList();
    long emptied =
        goal.toEmpty(older.stream().map(occupancy::use).toList())
            .map(Occupancy.Use::generation)
            .orElse(-1L);
    for (Generation generation : older) {
      if (generation.number() == emptied) {
        empty(generation, opened);
      }
    }
  }

  private void empty(Generation generation, OpenDatabase opened)
      throws RocksDBException, IOException, InterruptedException {
    try {
      carryOver(generation, opened.generations().occupancy());
      dropUnlessReopened(generation, opened);
    } catch (JournalCorruptedException e) {
      // What is wrong stays where it is; only the ids whose events it holds are concerned.
      damaged.add(generation);
    }
  }

  private void carryOver(Generation from, Occupancy occupancy)
      throws RocksDBException, IOException, InterruptedException {
    LiveRows rows = new LiveRows(from, occupancy);
    while (true) {
      List<CarryOver.Row> some = store.read(view -> rows.next(view, CARRIED_AT_ONCE));
      if (some.isEmpty()) {
        return;
      }
      await(CarryOver.of(some));
      flushIfDue();
    }
  }

  /** Its rows are durable elsewhere; of a database that was opened anew nothing of it is known. */
  private void dropUnlessReopened(Generation generation, OpenDatabase opened)
      throws RocksDBException, IOException {
    store.work(
        present -> {
          if (present == opened) {
            present.generations().drop(List.of(generation));
          }
          return Done.getInstance();
        });
  }

  /** Goes on flushing, for the writer may have to wait for that. */
  private void await(JournalOperation operation)
      throws RocksDBException, IOException, InterruptedException {
    CompletableFuture<Done> done = writer.apply(operation).toCompletableFuture();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < LONGEST_WAIT.toNanos()) {
      try {
        done.get(20, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        flushIfDue();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof JournalException refusal
            ? refusal
            : new IllegalStateException("The writer failed", e.getCause());
      }
    }
    throw new JournalOverloadedException("The writer is busy; space is reclaimed later");
  }
}

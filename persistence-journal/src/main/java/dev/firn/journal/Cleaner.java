package dev.firn.journal;

import dev.firn.journal.JournalOperation.BeginGeneration;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Keeps the files as small as {@link SpaceGoal} says: drops generations that are dead, flushes so
 * that the log can go, and empties a generation that few events hold up, by having the writer carry
 * them over. A few pages a turn, so that the {@link Reclaimer}, whose thread it is, comes to the
 * rest.
 */
final class Cleaner {

  private static final Duration LONGEST_TURN = Duration.ofMillis(200);

  private final RocksDbStore store;
  private final SpaceGoal goal;
  private final WriteStatistics statistics;
  private final Function<JournalOperation, CompletionStage<Done>> writer;
  private final Set<Generation> damaged = new HashSet<>();
  private CompletableFuture<Done> begun = CompletableFuture.completedFuture(Done.getInstance());
  private @Nullable Emptying emptying;

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
  void turn(SpaceGoal.Room room) throws RocksDBException, IOException, InterruptedException {
    OpenDatabase opened =
        store.work(
            present -> {
              present.generations().prepare();
              dropDead(present.generations());
              return present;
            });
    flushIfDue();
    noteManifest();
    Generations generations = opened.generations();
    Emptying left = emptying;
    if (left != null && !left.isStillToDo(opened)) {
      emptying = null;
    }
    long live = statistics.liveBytes();
    if (goal.isCleaningDue(generations.occupancy().written(), live, room.isNearlyFull())) {
      beginIfMostlyDead(generations);
      if (emptying == null) {
        emptying = choose(opened, room).orElse(null);
      }
    }
    Emptying current = emptying;
    if (current != null && room.onDisk() > 0) {
      empty(current, opened);
    }
  }

  private void noteManifest() throws RocksDBException, IOException {
    store.work(
        present -> {
          present.noteManifest();
          return Done.getInstance();
        });
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

  /** Not asked for again before the writer has come to it: each would be one more generation. */
  private void beginIfMostlyDead(Generations generations) {
    if (begun.isDone() && goal.isMostlyDead(generations.occupancy().use(generations.current()))) {
      begun = writer.apply(new BeginGeneration()).toCompletableFuture();
    }
  }

  private Optional<Emptying> choose(OpenDatabase opened, SpaceGoal.Room room) {
    Occupancy occupancy = opened.generations().occupancy();
    long live = statistics.liveBytes();
    List<Generation> older =
        opened.generations().older().stream()
            .filter(each -> !damaged.contains(each))
            .filter(each -> goal.isRoomToEmpty(occupancy.use(each), live, room))
            .toList();
    return goal.toEmpty(older.stream().map(occupancy::use).toList())
        .flatMap(use -> older.stream().filter(each -> each.number() == use.generation()).findAny())
        .map(generation -> new Emptying(store, opened, generation, writer));
  }

  /** Goes on flushing, for the writer may have to wait for that. */
  private void empty(Emptying current, OpenDatabase opened)
      throws RocksDBException, IOException, InterruptedException {
    long begin = System.nanoTime();
    try {
      while (System.nanoTime() - begin < LONGEST_TURN.toNanos()) {
        if (current.goOn()) {
          emptying = null;
          dropUnlessReopened(current.generation(), opened);
          return;
        }
        flushIfDue();
      }
    } catch (JournalCorruptedException e) {
      // What is wrong stays where it is; only the ids whose events it holds are concerned.
      damaged.add(current.generation());
      emptying = null;
    }
  }

  /**
   * Its rows are durable elsewhere; of a database that was opened anew nothing of it is known. The
   * drop is in the manifest at once, so the copies must not be in the log alone: whoever accepts
   * the loss of a log's end would lose events that were durable long before it.
   */
  private void dropUnlessReopened(Generation generation, OpenDatabase opened)
      throws RocksDBException, IOException {
    store.work(
        present -> {
          if (present == opened) {
            present.flush();
            present.generations().drop(List.of(generation));
          }
          return Done.getInstance();
        });
  }
}

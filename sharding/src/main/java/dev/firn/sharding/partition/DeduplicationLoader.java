package dev.firn.sharding.partition;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRun;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.IdsForgotten;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what a partition that wakes up must know of the events it has seen. Ids that were lost,
 * object and local copy, are found again: those of rows in the table there, those of a file that
 * waits for its commit in the journal, which still has its appends.
 */
final class DeduplicationLoader {
  private static final Logger LOG = LoggerFactory.getLogger(DeduplicationLoader.class);

  /**
   * The result, to be owned by the partition.
   *
   * @param preparedRuns id runs of files that wait for their commit, by flush id
   * @param mended what is to be journaled before anything rests on it
   * @param discarded runs that are of no use once that is journaled
   */
  record Loaded(
      Deduplication deduplication,
      Map<String, IdRun> preparedRuns,
      List<PartitionEvent> mended,
      List<IdRunRef> discarded) {

    static Loaded into(Deduplication deduplication) {
      return new Loaded(deduplication, new HashMap<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private final PartitionServices services;
  private final String partition;
  private final String persistenceId;

  DeduplicationLoader(PartitionServices services, String partition, String persistenceId) {
    this.services = services;
    this.partition = partition;
    this.persistenceId = persistenceId;
  }

  /**
   * Called on the partition's actor; the work is done elsewhere.
   *
   * @param isWindowOver whether nothing flushed is to be remembered any more
   */
  CompletionStage<Loaded> load(PartitionState state, boolean isWindowOver) {
    Loaded loaded = Loaded.into(new Deduplication(services.idRuns(), partition));
    if (isWindowOver) {
      loaded.mended().add(new IdsForgotten());
      loaded.discarded().addAll(state.idRuns());
      return CompletableFuture.completedFuture(loaded);
    }
    Deduplication seen = loaded.deduplication();
    Map<Boolean, List<IdRunRef>> runs =
        state.idRuns().stream().collect(Collectors.partitioningBy(IdRunRef::isOfRejected));
    List<IdRunRef> flushed = runs.getOrDefault(false, List.of());
    List<IdRunRef> rejected = runs.getOrDefault(true, List.of());
    List<PreparedFlush> prepared = state.backlog().prepared();
    Supplier<FlushedRows.Ids> rows = rowsOf(state);
    Supplier<FlushedRows.Ids> letters = lettersOf(state);
    return replayUnflushed(state, seen)
        .thenCompose(done -> loadRuns(loaded, flushed, () -> seen.rebuild(rows.get())))
        .thenCompose(done -> loadRuns(loaded, rejected, () -> seen.rebuildRejected(letters.get())))
        .thenCompose(done -> loadPrepared(loaded, prepared));
  }

  private Supplier<FlushedRows.Ids> rowsOf(PartitionState state) {
    Optional<PartitionKey> key = state.partition();
    long epoch = state.epoch();
    long through = state.flushedThrough();
    List<Long> snapshots = state.committedSnapshots();
    return () -> services.ports().flushedRows().idsOf(key.orElseThrow(), epoch, through, snapshots);
  }

  private Supplier<FlushedRows.Ids> lettersOf(PartitionState state) {
    Optional<PartitionKey> key = state.partition();
    return () -> services.ports().flushedRows().rejectedIdsOf(key.orElseThrow());
  }

  /** Ids of rows that were rejected since are in a run of their own. */
  private CompletionStage<Void> replayUnflushed(PartitionState state, Deduplication target) {
    Optional<AppendRef> oldest = state.backlog().oldest();
    if (oldest.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    Replay replay =
        new Replay(target, state.backlog().leftOut(), oldest.get().append(), state.lastAppend());
    return services
        .journal()
        .forEach(
            persistenceId, oldest.get().sequenceNumber(), state.sequenceNumber(), replay::accept)
        .thenRun(replay::requireAll);
  }

  /** Takes in the appends from..to, each of which must come. */
  private static final class Replay {
    private final Deduplication target;
    private final Map<Long, BitSet> leftOut;
    private final long to;
    private long next;

    Replay(Deduplication target, Map<Long, BitSet> leftOut, long from, long to) {
      this.target = target;
      this.leftOut = leftOut;
      this.next = from;
      this.to = to;
    }

    void accept(EventsAppended event) {
      if (event.append() != next) {
        throw new IllegalStateException(
            "The journal has append " + event.append() + " where " + next + " was expected");
      }
      next++;
      target.replay(
          event.batch(), leftOut.getOrDefault(event.append(), event.duplicates()), event.append());
    }

    void requireAll() {
      if (next != to + 1) {
        throw new IllegalStateException(
            "The journal ends before append " + next + ", where " + to + " was the last");
      }
    }
  }

  // --- rows in the tables

  /**
   * @param rebuild runs of all that the table has
   */
  private CompletionStage<Loaded> loadRuns(
      Loaded loaded, List<IdRunRef> refs, Supplier<CompletionStage<List<IdRun>>> rebuild) {
    return loaded
        .deduplication()
        .load(refs)
        .thenCompose(
            runs -> {
              runs.forEach(run -> run.ifPresent(loaded.deduplication()::add));
              List<IdRunRef> lost = lost(refs, runs);
              return lost.isEmpty()
                  ? CompletableFuture.completedFuture(loaded)
                  : rebuild(loaded, lost, rebuild);
            });
  }

  private static List<IdRunRef> lost(List<IdRunRef> refs, List<Optional<IdRun>> runs) {
    List<IdRunRef> lost = new ArrayList<>();
    for (int i = 0; i < refs.size(); i++) {
      if (runs.get(i).isEmpty()) {
        lost.add(refs.get(i));
      }
    }
    return lost;
  }

  /** Which appends were in a lost run is not known, so all that is in the table is read. */
  private CompletionStage<Loaded> rebuild(
      Loaded loaded, List<IdRunRef> lost, Supplier<CompletionStage<List<IdRun>>> rebuild) {
    LOG.warn("ids lost partition={} runs={}: reading the table", partition, lost);
    return rebuild
        .get()
        .thenApply(
            rebuilt -> {
              List<IdRunRef> replaced = lost;
              for (IdRun run : rebuilt) {
                loaded.deduplication().add(run);
                loaded.mended().add(new IdsMerged(run.ref(), replaced));
                replaced = List.of();
              }
              return mended(loaded, lost, rebuilt);
            });
  }

  private Loaded mended(Loaded loaded, List<IdRunRef> lost, List<IdRun> rebuilt) {
    long ids = rebuilt.stream().mapToLong(run -> run.ref().count()).sum();
    loaded.discarded().addAll(lost);
    services.metrics().idsRebuilt(lost.size(), ids);
    LOG.warn("ids rebuilt partition={} lost-runs={} ids={}", partition, lost.size(), ids);
    return loaded;
  }

  // --- files that wait for their commit

  private CompletionStage<Loaded> loadPrepared(Loaded loaded, List<PreparedFlush> prepared) {
    return loaded
        .deduplication()
        .load(prepared.stream().map(PreparedFlush::ids).toList())
        .thenCompose(
            runs -> {
              CompletionStage<Loaded> all = CompletableFuture.completedFuture(loaded);
              for (int i = 0; i < runs.size(); i++) {
                PreparedFlush flush = prepared.get(i);
                Optional<IdRun> run = runs.get(i);
                run.ifPresent(found -> loaded.preparedRuns().put(flush.flushId(), found));
                if (run.isEmpty()) {
                  all = all.thenCompose(so -> rebuildPrepared(so, flush));
                }
              }
              return all;
            });
  }

  private CompletionStage<Loaded> rebuildPrepared(Loaded loaded, PreparedFlush flush) {
    return loaded
        .deduplication()
        .writeRun(flush.from(), flush.to())
        .thenApply(
            run -> {
              loaded.preparedRuns().put(flush.flushId(), run);
              loaded.mended().add(new IdsMerged(run.ref(), List.of(flush.ids())));
              return mended(loaded, List.of(flush.ids()), List.of(run));
            });
  }
}

package dev.firn.sharding.partition;

import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRun;
import dev.firn.sharding.dedup.IdRunRef;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Builds what a partition that wakes up must know of the events it has seen. */
final class DeduplicationLoader {

  /**
   * The result, to be owned by the partition.
   *
   * @param preparedRuns id runs of files that wait for their commit, by flush id
   */
  record Loaded(Deduplication deduplication, Map<String, IdRun> preparedRuns) {}

  private final PartitionServices services;
  private final String partition;
  private final String persistenceId;

  DeduplicationLoader(PartitionServices services, String partition, String persistenceId) {
    this.services = services;
    this.partition = partition;
    this.persistenceId = persistenceId;
  }

  CompletionStage<Loaded> load(PartitionState state) {
    Deduplication deduplication = new Deduplication(services.idRuns(), partition);
    List<PreparedFlush> prepared = state.prepared();
    List<IdRunRef> preparedRefs = prepared.stream().map(PreparedFlush::ids).toList();
    return replayUnflushed(state, deduplication)
        .thenCompose(done -> deduplication.load(state.idRuns()))
        .thenCompose(
            runs -> {
              runs.forEach(deduplication::add);
              return deduplication.load(preparedRefs);
            })
        .thenApply(runs -> new Loaded(deduplication, byFlush(prepared, runs)));
  }

  /** Of rows that were rejected since, no id is kept. */
  private CompletionStage<Void> replayUnflushed(PartitionState state, Deduplication target) {
    Map<Long, BitSet> leftOut = state.leftOut();
    return state
        .oldest()
        .map(
            oldest ->
                services
                    .journal()
                    .forEach(
                        persistenceId,
                        oldest.sequenceNumber(),
                        state.sequenceNumber(),
                        event ->
                            target.replay(
                                event.batch(),
                                leftOut.getOrDefault(event.append(), event.duplicates()),
                                event.append())))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private static Map<String, IdRun> byFlush(List<PreparedFlush> prepared, List<IdRun> runs) {
    Map<String, IdRun> byFlush = new HashMap<>();
    for (PreparedFlush flush : prepared) {
      runs.stream()
          .filter(run -> run.ref().equals(flush.ids()))
          .forEach(run -> byFlush.put(flush.flushId(), run));
    }
    return byFlush;
  }
}

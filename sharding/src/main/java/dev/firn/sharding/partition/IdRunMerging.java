package dev.firn.sharding.partition;

import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRun;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.slf4j.Logger;

/** Keeps the runs of ids of flushed rows few. */
final class IdRunMerging {

  record RunsMerged(long life, IdRun merged, List<IdRunRef> replaced) implements Command {}

  record MergeFailed(long life, Throwable cause) implements Command {}

  /** A merge holds twice 16 bytes of heap for each id. */
  private static final int LARGEST_RUN = 4_000_000;

  private final PartitionWork work;
  private boolean isMerging;

  IdRunMerging(PartitionWork work) {
    this.work = work;
  }

  void beginLife() {
    isMerging = false;
  }

  boolean isUnderWay() {
    return isMerging;
  }

  void mergeIfMany(PartitionState state) {
    Deduplication seen = work.deduplication();
    if (seen == null || isMerging || state.idRuns().size() <= work.settings.maxIdRuns()) {
      return;
    }
    List<IdRunRef> replaced = smallOnes(ofTheMoreFrequentKind(state.idRuns()));
    if (replaced.size() < 2) {
      return;
    }
    isMerging = true;
    long life = work.life();
    work.pipe(
        seen.mergeRuns(replaced),
        merged -> new RunsMerged(life, merged, replaced),
        cause -> new MergeFailed(life, cause));
  }

  private static List<IdRunRef> ofTheMoreFrequentKind(List<IdRunRef> runs) {
    Map<Boolean, List<IdRunRef>> byKind =
        runs.stream().collect(Collectors.partitioningBy(IdRunRef::isOfRejected));
    List<IdRunRef> rejected = byKind.getOrDefault(true, List.of());
    List<IdRunRef> flushed = byKind.getOrDefault(false, List.of());
    return rejected.size() > flushed.size() ? rejected : flushed;
  }

  /**
   * All but those larger than the smaller ones together, so that an id is not rewritten each time.
   */
  static List<IdRunRef> smallOnes(List<IdRunRef> runs) {
    List<IdRunRef> bySize = runs.stream().sorted(Comparator.comparingInt(IdRunRef::count)).toList();
    List<IdRunRef> small = new ArrayList<>();
    long sum = 0;
    for (IdRunRef run : bySize) {
      if (small.size() >= 2 && run.count() > sum) {
        break;
      }
      if (sum + run.count() > LARGEST_RUN) {
        break;
      }
      small.add(run);
      sum += run.count();
    }
    return small;
  }

  Effect<PartitionEvent, PartitionState> onMerged(PartitionState state, RunsMerged message) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(message.life()) || seen == null) {
      return work.effects.none();
    }
    return work.effects
        .persist(new IdsMerged(message.merged().ref(), message.replaced()))
        .thenRun(
            (PartitionState after) -> {
              isMerging = false;
              seen.replaceRuns(message.replaced(), message.merged());
              discard(message.replaced());
            });
  }

  /** The runs stay as they are; the next commit tries again. */
  Effect<PartitionEvent, PartitionState> onFailed(PartitionState state, MergeFailed failed) {
    if (work.isOfThisLife(failed.life())) {
      isMerging = false;
      work.context.getLog().warn("id runs not merged partition={}", work.id, failed.cause());
    }
    return work.effects.none();
  }

  /**
   * Deletes those of these objects that are no run of this partition. Names are compared: they are
   * unique.
   */
  void discardStrangers(PartitionState state, List<String> locations) {
    Set<String> known = new HashSet<>();
    state.idRuns().forEach(run -> known.add(run.fileName()));
    state.backlog().idRuns().forEach(run -> known.add(run.fileName()));
    discard(
        locations.stream()
            .map(location -> new IdRunRef(location, 0))
            .filter(run -> !known.contains(run.fileName()))
            .toList());
  }

  /** Deletes runs that the journal no longer refers to. */
  void discard(List<IdRunRef> refs) {
    Deduplication seen = work.deduplication();
    if (seen == null || refs.isEmpty()) {
      return;
    }
    Logger log = work.context.getSystem().log();
    seen.deleteRuns(refs)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.warn("id runs left behind partition={}", work.id, failure);
              }
            });
  }
}

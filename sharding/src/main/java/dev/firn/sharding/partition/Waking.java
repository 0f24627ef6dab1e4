package dev.firn.sharding.partition;

import dev.firn.sharding.partition.DeduplicationLoader.Loaded;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * From the end of a recovery until the partition takes appends: the ids of what it has seen are
 * loaded. Whatever was under way belongs to an earlier life; everything needed is in the state.
 */
final class Waking {
  record IdsLoaded(long life, Loaded loaded) implements Command {}

  record LoadFailed(long life, Throwable cause) implements Command {}

  private final PartitionWork work;
  private final Appending appending;
  private final Committing committing;
  private final IdRunMerging merging;
  private final Consumer<PartitionState> rearm;
  private final DeduplicationLoader loader;

  Waking(
      PartitionWork work,
      Appending appending,
      Committing committing,
      IdRunMerging merging,
      Consumer<PartitionState> rearm) {
    this.work = work;
    this.appending = appending;
    this.committing = committing;
    this.merging = merging;
    this.rearm = rearm;
    this.loader = new DeduplicationLoader(work.services, work.id, work.persistenceId);
  }

  void begin(PartitionState state) {
    work.report(state, "recovering");
    long life = work.life();
    work.pipe(
        loader.load(state, isWindowOver(state)),
        loaded -> new IdsLoaded(life, loaded),
        cause -> new LoadFailed(life, cause));
  }

  /**
   * Ids are forgotten when a partition wakes, never while it is awake: what was looked up goes on
   * being true. A clock that was set forward costs nobody his window.
   */
  private boolean isWindowOver(PartitionState state) {
    return state.isEmpty()
        && !state.idRuns().isEmpty()
        && work.now() - state.lastAcceptedAt() > work.settings.rememberFor().toMillis();
  }

  Effect<PartitionEvent, PartitionState> onIdsLoaded(PartitionState state, IdsLoaded message) {
    if (!work.isOfThisLife(message.life())) {
      return work.effects.none();
    }
    Loaded loaded = message.loaded();
    if (loaded.mended().isEmpty()) {
      know(state, loaded);
      return appending.resume();
    }
    return work.effects
        .persist(loaded.mended())
        .thenRun(
            (PartitionState after) -> {
              know(after, loaded);
              merging.discard(loaded.discarded());
              appending.takenOut();
            })
        .thenUnstashAll();
  }

  private void know(PartitionState state, Loaded loaded) {
    work.know(loaded.deduplication());
    work.goesOn();
    committing.addAll(loaded.preparedRuns());
    committing.sendFiles(state);
    rearm.accept(state);
    work.services.awake().takesAppends(work.id, work.context.getSelf());
  }

  Effect<PartitionEvent, PartitionState> onLoadFailed(PartitionState state, LoadFailed failed) {
    if (!work.isOfThisLife(failed.life())) {
      return work.effects.none();
    }
    work.isStuck("load the ids of what it has seen", failed.cause());
    return work.effects.stop();
  }
}

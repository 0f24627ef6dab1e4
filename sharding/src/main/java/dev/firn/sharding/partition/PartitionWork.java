package dev.firn.sharding.partition;

import dev.firn.events.FailureText;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.entity.EntityWork;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.time.Instant;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.jspecify.annotations.Nullable;

/** What the parts of one partition's actor share. */
final class PartitionWork extends EntityWork<Command, PartitionEvent, PartitionState> {
  private static final long HEAP_PER_APPEND = 160;

  final String id;
  final PartitionServices services;
  final PartitionSettings settings;

  private final ToldFailures failures = new ToldFailures();
  private @Nullable Deduplication deduplication;
  private long remembered;
  private long waiting;
  private long heldMemory;

  PartitionWork(
      String id,
      String persistenceId,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PartitionServices services,
      EffectFactories<PartitionEvent, PartitionState> effects) {
    super(persistenceId, context, timers, effects, services.ports().clock());
    this.id = id;
    this.services = services;
    this.settings = services.settings();
  }

  @Override
  public void beginLife() {
    super.beginLife();
    deduplication = null;
    waiting = 0;
    accountMemory();
  }

  /** Known once the ids have been loaded; null before. */
  @Nullable Deduplication deduplication() {
    return deduplication;
  }

  void know(Deduplication loaded) {
    deduplication = loaded;
  }

  /** What is journaled cannot be read: operators are told until it can. */
  void isStuck(String what, Throwable cause) {
    String reason = "could not " + what + ": " + FailureText.ofRoot(cause);
    services.awake().isStuck(id, reason, services.ports().clock().instant());
    if (failures.isNews(cause)) {
      context.getLog().error("partition stuck partition={} {}", id, reason, cause);
    }
  }

  void goesOn() {
    services.awake().goesOn(id);
  }

  /** A new life tries again: the shard starts what has stopped, with back-off. */
  Effect<PartitionEvent, PartitionState> fail(String what, Throwable cause) {
    context.getLog().error("partition stops partition={} could not {}", id, what, cause);
    return effects.stop();
  }

  /** A batch that waits here, stashed or for the journal, holds memory of the node. */
  void waits(long bytes) {
    waiting += bytes;
    accountMemory();
  }

  void waitsNoMore(long bytes) {
    waits(-bytes);
  }

  private void accountMemory() {
    long held = remembered + waiting;
    services.memory().change(heldMemory, held);
    heldMemory = held;
  }

  /** Tells the node how the partition stands. */
  void report(PartitionState state, String phase) {
    Deduplication seen = deduplication;
    remembered =
        (seen == null ? 0 : seen.heapBytes()) + state.backlog().appends() * HEAP_PER_APPEND;
    accountMemory();
    services
        .awake()
        .report(
            new PartitionStatus(
                id,
                state.partition().map(PartitionKey::type).orElse(""),
                state.partition().map(PartitionKey::start).orElse(Instant.EPOCH),
                state.epoch(),
                state.lastAppend(),
                state.backlog().rows(),
                state.backlog().bytes(),
                state.backlog().oldest().map(ref -> Instant.ofEpochMilli(ref.acceptedAt())),
                phase,
                state.newestCommit().map(CommittedRange::snapshotId)));
  }

  void reportGone() {
    services.awake().gone(id);
    remembered = 0;
    waiting = 0;
    accountMemory();
  }
}

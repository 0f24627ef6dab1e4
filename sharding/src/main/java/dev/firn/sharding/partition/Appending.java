package dev.firn.sharding.partition;

import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.IdsForgotten;
import dev.firn.sharding.partition.PartitionEvent.Opened;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Takes batches in: finds what repeats earlier events, journals the rest, answers when that is
 * durable. While a batch waits for ids to be looked up, later ones wait behind it.
 */
final class Appending {
  private static final int MOST_STASHED = 1_000;
  private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

  /** The rows of the batch that turned out to be flushed before, as of one generation of ids. */
  record SuspectsConfirmed(long life, Append append, BitSet flushed, long generation)
      implements Command {}

  record LookUpFailed(long life, Append append, Throwable cause, long generation)
      implements Command {}

  private final PartitionWork work;
  private final IdRunMerging merging;
  private final Consumer<PartitionState> rearm;
  private boolean isConfirming;
  private int stashed;

  Appending(PartitionWork work, IdRunMerging merging, Consumer<PartitionState> rearm) {
    this.work = work;
    this.merging = merging;
    this.rearm = rearm;
  }

  void beginLife() {
    isConfirming = false;
    stashed = 0;
  }

  boolean isConfirming() {
    return isConfirming;
  }

  /** The ids are there: what waited for them goes on. */
  Effect<PartitionEvent, PartitionState> resume() {
    stashed = 0;
    return work.effects.none().thenUnstashAll();
  }

  Effect<PartitionEvent, PartitionState> onAppend(PartitionState state, Append append) {
    Deduplication seen = work.deduplication();
    if (seen == null || isConfirming) {
      return stash(append);
    }
    Optional<String> refusal = refusal(state);
    if (refusal.isPresent()) {
      return refuse(append, refusal.get());
    }
    Optional<AppendRef> earlier =
        append.attempt() > 1 ? state.appendOf(append.batchId()) : Optional.empty();
    if (earlier.isPresent()) {
      AppendRef ref = earlier.get();
      return answer(append, new Appended(state.epoch(), ref.append(), ref.duplicates()));
    }
    BitSet suspects = isWindowOver(state) ? new BitSet() : seen.suspects(append.batch());
    return suspects.isEmpty()
        ? admit(state, append, suspects, seen)
        : confirm(append, suspects, seen);
  }

  private Effect<PartitionEvent, PartitionState> confirm(
      Append append, BitSet suspects, Deduplication seen) {
    isConfirming = true;
    long life = work.life();
    long generation = seen.generation();
    work.pipe(
        seen.confirm(append.batch(), suspects),
        flushed -> new SuspectsConfirmed(life, append, flushed, generation),
        cause -> new LookUpFailed(life, append, cause, generation));
    return work.effects.none();
  }

  Effect<PartitionEvent, PartitionState> onSuspectsConfirmed(
      PartitionState state, SuspectsConfirmed message) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(message.life()) || seen == null) {
      return work.effects.none();
    }
    isConfirming = false;
    stashed = 0;
    if (message.generation() != seen.generation()) {
      return onAppend(state, message.append());
    }
    return admit(state, message.append(), message.flushed(), seen);
  }

  /** A run that was merged away meanwhile is no failure: the batch is looked at again. */
  Effect<PartitionEvent, PartitionState> onLookUpFailed(PartitionState state, LookUpFailed failed) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(failed.life()) || seen == null) {
      return work.effects.none();
    }
    isConfirming = false;
    stashed = 0;
    if (failed.generation() != seen.generation()) {
      return onAppend(state, failed.append());
    }
    return work.fail("look ids up", failed.cause());
  }

  private Effect<PartitionEvent, PartitionState> stash(Append append) {
    if (stashed >= MOST_STASHED) {
      work.services.metrics().refused("waiting for ids");
      Refused refused = new Refused(BUSY_RETRY, "waiting for ids");
      append.replyTo().tell(new AppendReply(append.batchId(), refused));
      return work.effects.none();
    }
    stashed++;
    return work.effects.stash();
  }

  private Optional<String> refusal(PartitionState state) {
    if (state.unflushedBytes() > work.settings.maxUnflushedBytes()) {
      return Optional.of("partition full");
    }
    return work.services.memory().isExhausted() ? Optional.of("memory") : Optional.empty();
  }

  private Effect<PartitionEvent, PartitionState> refuse(Append append, String reason) {
    work.services.metrics().refused(reason);
    return answer(append, new Refused(BUSY_RETRY, reason));
  }

  private Effect<PartitionEvent, PartitionState> answer(Append append, AppendResult result) {
    append.replyTo().tell(new AppendReply(append.batchId(), result));
    return work.effects.none().thenUnstashAll();
  }

  private boolean isWindowOver(PartitionState state) {
    return state.isEmpty()
        && !state.idRuns().isEmpty()
        && work.now() - state.lastAcceptedAt() > work.settings.dedupWindow().toMillis();
  }

  /** Journals what is new of the batch; answers when it is durable. */
  private Effect<PartitionEvent, PartitionState> admit(
      PartitionState state, Append append, BitSet flushed, Deduplication seen) {
    List<PartitionEvent> events = new ArrayList<>(3);
    List<IdRunRef> forgotten = isWindowOver(state) ? state.idRuns() : List.of();
    if (!forgotten.isEmpty()) {
      events.add(new IdsForgotten());
      seen.forgetRuns();
    }
    long epoch = state.isOpen() ? state.epoch() : state.epoch() + 1;
    long number = state.isOpen() ? state.lastAppend() + 1 : 1;
    BitSet duplicates = seen.admit(append.batch(), flushed, number);
    if (duplicates.cardinality() == append.batch().rows()) {
      return repeated(state, append, duplicates);
    }
    if (!state.isOpen()) {
      events.add(new Opened(append.batch().partition(), epoch));
    }
    events.add(
        new EventsAppended(number, append.batchId(), work.now(), append.batch(), duplicates));
    AppendReply reply = new AppendReply(append.batchId(), new Appended(epoch, number, duplicates));
    return work.effects
        .persist(events)
        .thenRun(
            (PartitionState after) -> {
              append.replyTo().tell(reply);
              count(append, duplicates);
              merging.discard(forgotten);
              rearm.accept(after);
            })
        .thenUnstashAll();
  }

  /** Nothing new: the position is the newest append, behind all that the batch repeats. */
  private Effect<PartitionEvent, PartitionState> repeated(
      PartitionState state, Append append, BitSet duplicates) {
    work.services.metrics().appended(0, duplicates.cardinality(), 0);
    return answer(append, new Appended(state.epoch(), state.lastAppend(), duplicates));
  }

  private void count(Append append, BitSet duplicates) {
    int repeated = duplicates.cardinality();
    work.services
        .metrics()
        .appended(append.batch().rows() - repeated, repeated, append.batch().sizeInBytes());
  }
}

package dev.firn.sharding.partition;

import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.Opened;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Redrive;
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

  /**
   * @param isRedriven whether rows that were rejected before are to be taken in
   */
  private record Incoming(Append append, boolean isRedriven) {}

  /** The rows of the batch that turned out to be known before, as of one generation of ids. */
  record SuspectsConfirmed(long life, Incoming incoming, BitSet known, long generation)
      implements Command {}

  record LookUpFailed(long life, Incoming incoming, Throwable cause, long generation)
      implements Command {}

  private final PartitionWork work;
  private final Consumer<PartitionState> rearm;
  private boolean isConfirming;
  private int stashed;
  private long stashedBytes;

  Appending(PartitionWork work, Consumer<PartitionState> rearm) {
    this.work = work;
    this.rearm = rearm;
  }

  void beginLife() {
    isConfirming = false;
    stashed = 0;
    stashedBytes = 0;
  }

  boolean isConfirming() {
    return isConfirming;
  }

  /** The ids are there: what waited for them goes on. */
  Effect<PartitionEvent, PartitionState> resume() {
    return unstashAll();
  }

  /** What was stashed comes in again, and is counted anew where it has to wait once more. */
  void takenOut() {
    if (stashed > 0) {
      work.waitsNoMore(stashedBytes);
      stashed = 0;
      stashedBytes = 0;
    }
  }

  private Effect<PartitionEvent, PartitionState> unstashAll() {
    takenOut();
    return work.effects.none().thenUnstashAll();
  }

  Effect<PartitionEvent, PartitionState> onAppend(PartitionState state, Append append) {
    return takeIn(state, new Incoming(append, false));
  }

  Effect<PartitionEvent, PartitionState> onRedrive(PartitionState state, Redrive redrive) {
    return takeIn(state, new Incoming(redrive.append(), true));
  }

  private Effect<PartitionEvent, PartitionState> takeIn(PartitionState state, Incoming incoming) {
    Append append = incoming.append();
    Deduplication seen = work.deduplication();
    if (seen == null || isConfirming) {
      return stash(append);
    }
    Optional<AppendRef> earlier =
        append.attempt() > 1 ? state.backlog().appendOf(append.batchId()) : Optional.empty();
    if (earlier.isPresent()) {
      AppendRef ref = earlier.get();
      return answer(append, new Appended(state.epoch(), ref.append(), ref.duplicates()));
    }
    Optional<String> refusal = refusal(state);
    if (refusal.isPresent()) {
      return refuse(append, refusal.get());
    }
    BitSet suspects = seen.suspects(append.batch(), incoming.isRedriven());
    return suspects.isEmpty()
        ? admit(state, append, suspects, seen)
        : confirm(incoming, suspects, seen);
  }

  private Effect<PartitionEvent, PartitionState> confirm(
      Incoming incoming, BitSet suspects, Deduplication seen) {
    Append append = incoming.append();
    isConfirming = true;
    work.waits(append.batch().sizeInBytes());
    long life = work.life();
    long generation = seen.generation();
    work.pipe(
        seen.confirm(append.batch(), suspects, incoming.isRedriven()),
        known -> new SuspectsConfirmed(life, incoming, known, generation),
        cause -> new LookUpFailed(life, incoming, cause, generation));
    return work.effects.none();
  }

  Effect<PartitionEvent, PartitionState> onSuspectsConfirmed(
      PartitionState state, SuspectsConfirmed message) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(message.life()) || seen == null) {
      return work.effects.none();
    }
    confirmed(message.incoming());
    if (message.generation() != seen.generation()) {
      return takeIn(state, message.incoming());
    }
    return admit(state, message.incoming().append(), message.known(), seen);
  }

  private void confirmed(Incoming incoming) {
    isConfirming = false;
    work.waitsNoMore(incoming.append().batch().sizeInBytes());
  }

  /** A run that was merged away meanwhile is no failure: the batch is looked at again. */
  Effect<PartitionEvent, PartitionState> onLookUpFailed(PartitionState state, LookUpFailed failed) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(failed.life()) || seen == null) {
      return work.effects.none();
    }
    confirmed(failed.incoming());
    if (failed.generation() != seen.generation()) {
      return takeIn(state, failed.incoming());
    }
    return work.fail("look ids up", failed.cause());
  }

  private Effect<PartitionEvent, PartitionState> stash(Append append) {
    if (stashed >= MOST_STASHED || work.services.memory().isExhausted()) {
      work.services.metrics().refused("waiting for ids");
      Refused refused = new Refused(BUSY_RETRY, "waiting for ids");
      append.replyTo().tell(new AppendReply(append.batchId(), refused));
      return work.effects.none();
    }
    stashed++;
    stashedBytes += append.batch().sizeInBytes();
    work.waits(append.batch().sizeInBytes());
    return work.effects.stash();
  }

  /** Before anything is journaled: what makes room must still find some. */
  private Optional<String> refusal(PartitionState state) {
    Optional<String> noRoom = work.services.ports().space().refusal();
    if (noRoom.isPresent()) {
      return noRoom;
    }
    if (state.backlog().bytes() > work.settings.maxUnflushedBytes()) {
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
    return unstashAll();
  }

  /** Journals what is new of the batch; answers when it is durable. */
  private Effect<PartitionEvent, PartitionState> admit(
      PartitionState state, Append append, BitSet known, Deduplication seen) {
    List<PartitionEvent> events = new ArrayList<>(2);
    long epoch = state.isOpen() ? state.epoch() : state.epoch() + 1;
    long number = state.isOpen() ? state.lastAppend() + 1 : 1;
    BitSet duplicates = seen.admit(append.batch(), known, number);
    if (duplicates.cardinality() == append.batch().rows()) {
      return repeated(state, append, duplicates);
    }
    if (!state.isOpen()) {
      events.add(new Opened(append.batch().partition(), epoch));
    }
    events.add(
        new EventsAppended(number, append.batchId(), work.now(), append.batch(), duplicates));
    AppendReply reply = new AppendReply(append.batchId(), new Appended(epoch, number, duplicates));
    work.waits(append.batch().sizeInBytes());
    return work.effects
        .persist(events)
        .thenRun(
            (PartitionState after) -> {
              work.waitsNoMore(append.batch().sizeInBytes());
              takenOut();
              append.replyTo().tell(reply);
              count(append, duplicates);
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
    work.services.awake().appended(work.id, append.batch().sizeInBytes());
    work.services
        .metrics()
        .appended(append.batch().rows() - repeated, repeated, append.batch().sizeInBytes());
  }
}

package dev.firn.sharding.partition;

import dev.firn.events.DeadLetter.Cause;
import dev.firn.sharding.UnwritableRowsException;
import dev.firn.sharding.UnwritableRowsException.Row;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.partition.PartitionEvent.FlushPrepared;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.Rejecting.Kept;
import dev.firn.sharding.partition.Rejecting.NotKept;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Turns buffered appends into data files by the partition's own deadline. One file is written at a
 * time; what it holds is decided when the node grants the turn, not when it is asked for.
 */
final class Flushing {

  record FlushDue() implements Command {}

  record TurnGranted(long life) implements Command {}

  record FlushWritten(long life, FlushWriter.Written written) implements Command {}

  record FlushFailed(long life, Throwable cause) implements Command {}

  /** Dead letters that cannot be written are looked at again after this time. */
  private static final Duration PARKED = Duration.ofMinutes(5);

  private final PartitionWork work;
  private final Committing committing;
  private final Consumer<PartitionState> rearm;
  private final FlushPolicy policy;
  private final FlushWriter writer;
  private final FlushTurn turn;
  private final Rejecting rejecting;
  private final double jitter;
  private final RowAge age;
  private long timerAt = Long.MAX_VALUE;

  Flushing(PartitionWork work, Committing committing, Consumer<PartitionState> rearm) {
    this.work = work;
    this.committing = committing;
    this.rearm = rearm;
    this.policy = work.settings.flushPolicy();
    this.writer = new FlushWriter(work.services, work.id, work.persistenceId);
    this.turn = new FlushTurn(work.services.gate());
    this.age = new RowAge(work.settings.flushMaxAge().toMillis());
    this.rejecting = new Rejecting(work, committing, writer, new AfterRejecting());
    this.jitter = (work.id.hashCode() & 0xffff) / 65536.0;
  }

  void beginLife() {
    turn.release();
    rejecting.beginLife();
    timerAt = Long.MAX_VALUE;
    age.forget();
  }

  void stop() {
    turn.release();
  }

  boolean isUnderWay() {
    return turn.isWanted();
  }

  /** Asks for a turn when the policy says so, or sets the timer for when it will. */
  void schedule(PartitionState state) {
    if (work.deduplication() == null
        || turn.isWanted()
        || rejecting.isUnderWay()
        || (state.backlog().prepared().size() >= mostPrepared()
            && !state.backlog().hasGapBeforePrepared())) {
      return;
    }
    if (state.backlog().strandedFlush().isPresent()) {
      work.context.getSelf().tell(new FlushDue());
      return;
    }
    long now = work.ticks();
    Optional<Duration> next =
        policy.next(
            state.backlog().unwritten(),
            age.of(state.backlog().unwritten(), work.now(), now),
            now - turn.lastFlushAt(),
            jitter,
            committing.isAwaited(state));
    if (next.isEmpty()) {
      return;
    }
    long due = Math.max(now + next.get().toMillis(), turn.notBefore());
    if (due <= now) {
      requestTurn();
    } else if (due < timerAt) {
      timerAt = due;
      work.timers.startSingleTimer(
          FlushDue.class, new FlushDue(), Duration.ofMillis(Math.max(1, due - now)));
    }
  }

  /** Each file is an event in the journal: a full one has room for one of each partition. */
  private int mostPrepared() {
    return work.services.ports().space().refusal().isPresent()
        ? 1
        : work.settings.maxPreparedFlushes();
  }

  Effect<PartitionEvent, PartitionState> onDue(PartitionState state) {
    timerAt = Long.MAX_VALUE;
    if (work.deduplication() == null) {
      return work.effects.none();
    }
    Optional<PreparedFlush> stranded = state.backlog().strandedFlush();
    if (stranded.isPresent()) {
      return committing.abort(
          stranded.get().flushId(), "all rows before it were rejected; it is written with them");
    }
    schedule(state);
    return work.effects.none();
  }

  private void requestTurn() {
    TurnGranted granted = new TurnGranted(work.life());
    ActorRef<Command> self = work.context.getSelf();
    turn.request(() -> self.tell(granted));
  }

  Effect<PartitionEvent, PartitionState> onTurnGranted(PartitionState state, TurnGranted granted) {
    Deduplication seen = work.deduplication();
    if (!work.isOfThisLife(granted.life())) {
      return work.effects.none();
    }
    List<AppendRef> refs = committing.nextFile(state);
    if (seen == null || refs.stream().allMatch(AppendRef::isEmptied)) {
      turn.release();
      return work.effects.none();
    }
    turn.begin(work.ticks());
    long life = work.life();
    work.pipe(
        writer.write(state.partition().orElseThrow(), state.epoch(), refs, seen),
        written -> new FlushWritten(life, written),
        cause -> new FlushFailed(life, cause));
    return work.effects.none();
  }

  Effect<PartitionEvent, PartitionState> onWritten(PartitionState state, FlushWritten message) {
    if (!work.isOfThisLife(message.life())) {
      return work.effects.none();
    }
    FlushPrepared event = message.written().event();
    long overdue =
        age.of(state.backlog().unwritten(), work.now(), work.ticks())
            - work.settings.flushMaxAge().toMillis();
    return work.effects
        .persist(event)
        .thenRun(
            (PartitionState after) -> {
              turn.succeeded();
              work.goesOn();
              tell(event, overdue);
              committing.add(event.flushId(), message.written().run());
              committing.sendFiles(after);
              rearm.accept(after);
            });
  }

  private void tell(FlushPrepared event, long overdue) {
    Duration took = Duration.ofMillis(work.ticks() - turn.lastFlushAt());
    work.services
        .metrics()
        .flushed(
            event.file().rows(),
            event.file().bytes(),
            took,
            Duration.ofMillis(Math.max(0, overdue)));
    work.context
        .getLog()
        .info(
            "flushed partition={} appends={}-{} rows={} bytes={} ms={}",
            work.id,
            event.from(),
            event.to(),
            event.file().rows(),
            event.file().bytes(),
            took.toMillis());
  }

  Effect<PartitionEvent, PartitionState> onFailed(PartitionState state, FlushFailed failed) {
    if (!work.isOfThisLife(failed.life())) {
      return work.effects.none();
    }
    Optional<UnwritableRowsException> unwritable = UnwritableRowsException.in(failed.cause());
    if (unwritable.isEmpty()) {
      retryLater(state, failed.cause());
    } else if (isDamagedInMemory(state, unwritable.get())) {
      turn.release();
      schedule(state);
    } else if (work.services.deadLetters() == null) {
      park(state, unwritable.get());
    } else {
      turn.release();
      rejecting.begin(state, unwritable.get().rows(), Objects.requireNonNull(work.deduplication()));
    }
    return work.effects.none();
  }

  /** What the journal has may be whole: a batch is unreadable only if that one is. */
  private boolean isDamagedInMemory(PartitionState state, UnwritableRowsException unwritable) {
    List<AppendRef> unreadable =
        unwritable.rows().stream()
            .filter(row -> row.reason().equals(Cause.UNREADABLE_BATCH))
            .map(Row::append)
            .distinct()
            .flatMap(append -> state.backlog().find(append).stream())
            .toList();
    return writer.letGo(state.epoch(), unreadable);
  }

  private void retryLater(PartitionState state, Throwable cause) {
    Duration wait = turn.failed(work.ticks());
    if (UnreadableAppendsException.isIn(cause)) {
      work.isStuck("read its rows back from its journal", cause);
    }
    work.services.metrics().flushFailed(cause.getClass().getSimpleName());
    work.context
        .getLog()
        .warn("flush failed partition={} next-ms={}", work.id, wait.toMillis(), cause);
    schedule(state);
  }

  // --- rows that can never be written

  /** Dead letters have nowhere to go: they wait, and are asked for, until somebody looks. */
  private void park(PartitionState state, UnwritableRowsException unwritable) {
    turn.park(work.ticks(), PARKED);
    work.services.metrics().parked("dead letters");
    work.context
        .getLog()
        .error(
            "parked partition={} next-ms={}: dead letters cannot be written {}",
            work.id,
            PARKED.toMillis(),
            unwritable.rows(),
            unwritable);
    schedule(state);
  }

  Effect<PartitionEvent, PartitionState> onKept(PartitionState state, Kept kept) {
    return rejecting.onKept(state, kept);
  }

  Effect<PartitionEvent, PartitionState> onNotKept(PartitionState state, NotKept failed) {
    return rejecting.onNotKept(state, failed);
  }

  private final class AfterRejecting implements Rejecting.Ended {
    @Override
    public void done(PartitionState state) {
      rearm.accept(state);
    }

    @Override
    public void failed(PartitionState state, Throwable cause) {
      retryLater(state, cause);
    }
  }
}

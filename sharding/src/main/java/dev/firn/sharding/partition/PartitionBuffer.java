package dev.firn.sharding.partition;

import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import dev.firn.sharding.dedup.Deduplication;
import dev.firn.sharding.dedup.IdRun;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.partition.DeduplicationLoader.Loaded;
import dev.firn.sharding.partition.PartitionEvent.Closed;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.FlushAborted;
import dev.firn.sharding.partition.PartitionEvent.FlushPrepared;
import dev.firn.sharding.partition.PartitionEvent.Flushed;
import dev.firn.sharding.partition.PartitionEvent.IdsForgotten;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import dev.firn.sharding.partition.PartitionEvent.Opened;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.AppendResult;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.AwaitCommitted;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import dev.firn.sharding.partition.PartitionProtocol.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.SnapshotCompleted;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * The buffer of one event type and hour. Takes batches in, answers when they are journaled, flushes
 * them to data files by its own deadline, hands the files to the table's committer, and sleeps when
 * it is empty. Slow work runs elsewhere and comes back as a message; what came of an earlier life
 * of this actor is told apart by {@code life}.
 */
public final class PartitionBuffer
    extends EventSourcedBehavior<Command, PartitionEvent, PartitionState> {
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "partition");

  private static final int MOST_STASHED = 1_000;
  private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

  private record DedupLoaded(long life, Loaded loaded) implements Command {}

  private record SuspectsConfirmed(long life, Append append, BitSet flushed) implements Command {}

  private record TurnGranted(long life) implements Command {}

  private record FlushWritten(long life, FlushWriter.Written written) implements Command {}

  private record FlushFailed(long life, Throwable cause) implements Command {}

  private record RunsMerged(long life, IdRun merged, List<IdRunRef> replaced) implements Command {}

  private record MergeFailed(long life, Throwable cause) implements Command {}

  private record WorkFailed(long life, String what, Throwable cause) implements Command {}

  private record Trimmed(Optional<Throwable> failure) implements Command {}

  private record Judged(Verdict verdict) implements Command {}

  private record FlushDue() implements Command {}

  private record ResendDue() implements Command {}

  private record IdleTooLong() implements Command {}

  private record PatienceOver(AwaitCommitted waiter) implements Command {}

  private final String id;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final PartitionServices services;
  private final PartitionSettings settings;
  private final FlushPolicy policy;
  private final FlushWriter writer;
  private final DeduplicationLoader loader;
  private final FlushTurn turn;
  private final ActorRef<Verdict> verdicts;
  private final double jitter;
  private final List<AwaitCommitted> waiters = new ArrayList<>();
  private final Map<String, IdRun> preparedRuns = new HashMap<>();

  private long life;
  private @Nullable Deduplication deduplication;
  private boolean isConfirming;
  private boolean isMerging;
  private boolean isTrimming;
  private int stashed;
  private long flushTimerAt = Long.MAX_VALUE;
  private long heldMemory;
  private @Nullable String tableUuid;

  private PartitionBuffer(
      String id,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      PartitionServices services) {
    super(
        PersistenceId.of(KEY.name(), id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.id = id;
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.services = services;
    this.settings = services.settings();
    this.policy = settings.flushPolicy();
    this.writer = new FlushWriter(services, id, persistenceId().id());
    this.loader = new DeduplicationLoader(services, id, persistenceId().id());
    this.turn = new FlushTurn(services.gate());
    this.verdicts = context.messageAdapter(Verdict.class, Judged::new);
    this.jitter = (id.hashCode() & 0xffff) / 65536.0;
  }

  public static Behavior<Command> create(
      String id, ActorRef<ClusterSharding.ShardCommand> shard, PartitionServices services) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new PartitionBuffer(id, context, timers, shard, services)));
  }

  @Override
  public PartitionState emptyState() {
    return new PartitionState();
  }

  @Override
  public EventHandler<PartitionState, PartitionEvent> eventHandler() {
    return this::onEvent;
  }

  private PartitionState onEvent(PartitionState state, PartitionEvent event) {
    if (event instanceof EventsAppended appended) {
      services.cache().put(id, state.epoch(), appended.append(), appended.batch());
    }
    return state.apply(event);
  }

  @Override
  public CommandHandler<Command, PartitionEvent, PartitionState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Append.class, this::onAppend)
        .onCommand(SuspectsConfirmed.class, this::onSuspectsConfirmed)
        .onCommand(Judged.class, this::onJudged)
        .onCommand(FlushDue.class, (state, due) -> onFlushDue(state))
        .onCommand(TurnGranted.class, this::onTurnGranted)
        .onCommand(FlushWritten.class, this::onFlushWritten)
        .onCommand(FlushFailed.class, this::onFlushFailed)
        .onCommand(ResendDue.class, (state, due) -> onResendDue(state))
        .onCommand(RunsMerged.class, this::onRunsMerged)
        .onCommand(MergeFailed.class, this::onMergeFailed)
        .onCommand(DedupLoaded.class, this::onDedupLoaded)
        .onCommand(WorkFailed.class, this::onWorkFailed)
        .onCommand(Trimmed.class, this::onTrimmed)
        .onCommand(Locate.class, this::onLocate)
        .onCommand(AwaitCommitted.class, this::onAwaitCommitted)
        .onCommand(PatienceOver.class, this::onPatienceOver)
        .onCommand(IdleTooLong.class, (state, idle) -> onIdleTooLong(state))
        .onCommand(Stop.class, stop -> Effect().stop())
        .build();
  }

  @Override
  public SignalHandler<PartitionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(SnapshotCompleted.class, this::onSnapshotSaved)
        .onSignal(SnapshotFailed.class, this::onSnapshotFailed)
        .onSignal(PostStop.instance(), state -> onStopped())
        .build();
  }

  @Override
  public boolean shouldSnapshot(PartitionState state, PartitionEvent event, long sequenceNr) {
    return event instanceof Flushed || event instanceof Closed;
  }

  @Override
  public SnapshotAdapter<PartitionState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(PartitionState state) {
        return state.snapshot();
      }

      @Override
      public PartitionState fromJournal(Object from) {
        return PartitionState.of((PartitionSnapshot) from);
      }
    };
  }

  // --- waking and stopping

  /** Whatever was under way belongs to an earlier life; everything needed is in the state. */
  private void onRecovered(PartitionState state) {
    life++;
    turn.release();
    deduplication = null;
    isConfirming = false;
    isMerging = false;
    isTrimming = false;
    stashed = 0;
    flushTimerAt = Long.MAX_VALUE;
    preparedRuns.clear();
    report(state);
    long thisLife = life;
    pipe(
        loader.load(state),
        loaded -> new DedupLoaded(thisLife, loaded),
        cause -> new WorkFailed(thisLife, "load ids", cause));
  }

  private Effect<PartitionEvent, PartitionState> onDedupLoaded(
      PartitionState state, DedupLoaded message) {
    if (message.life() != life) {
      return Effect().none();
    }
    deduplication = message.loaded().deduplication();
    preparedRuns.putAll(message.loaded().preparedRuns());
    stashed = 0;
    sendFiles(state);
    report(state);
    scheduleFlush(state);
    scheduleIdle(state);
    return Effect().none().thenUnstashAll();
  }

  private void onStopped() {
    turn.release();
    services.awake().gone(id);
    services.memory().change(heldMemory, 0);
    heldMemory = 0;
  }

  /** Without this work the partition cannot answer; a new life tries again, with back-off. */
  private Effect<PartitionEvent, PartitionState> onWorkFailed(
      PartitionState state, WorkFailed failed) {
    if (failed.life() != life) {
      return Effect().none();
    }
    context
        .getLog()
        .error("partition stops partition={} could not {}", id, failed.what(), failed.cause());
    return Effect().stop();
  }

  // --- appends

  private Effect<PartitionEvent, PartitionState> onAppend(PartitionState state, Append append) {
    Deduplication seen = deduplication;
    if (seen == null || isConfirming) {
      return stash(append);
    }
    Optional<String> refusal = refusal(state);
    if (refusal.isPresent()) {
      return refuse(append, refusal.get());
    }
    if (append.attempt() > 1) {
      Optional<AppendRef> earlier = state.appendOf(append.batchId());
      if (earlier.isPresent()) {
        AppendRef ref = earlier.get();
        return answer(append, new Appended(state.epoch(), ref.append(), ref.duplicates()));
      }
    }
    BitSet suspects = seen.suspects(append.batch());
    if (suspects.isEmpty() || isWindowOver(state)) {
      return admit(state, append, new BitSet(), seen);
    }
    isConfirming = true;
    long thisLife = life;
    pipe(
        seen.confirm(append.batch(), suspects),
        flushed -> new SuspectsConfirmed(thisLife, append, flushed),
        cause -> new WorkFailed(thisLife, "look ids up", cause));
    return Effect().none();
  }

  private Effect<PartitionEvent, PartitionState> onSuspectsConfirmed(
      PartitionState state, SuspectsConfirmed message) {
    Deduplication seen = deduplication;
    if (message.life() != life || seen == null) {
      return Effect().none();
    }
    isConfirming = false;
    stashed = 0;
    return admit(state, message.append(), message.flushed(), seen);
  }

  private Effect<PartitionEvent, PartitionState> stash(Append append) {
    if (stashed >= MOST_STASHED) {
      return refuse(append, "waiting for ids");
    }
    stashed++;
    return Effect().stash();
  }

  private Optional<String> refusal(PartitionState state) {
    if (state.unflushedBytes() > settings.maxUnflushedBytes()) {
      return Optional.of("partition full");
    }
    return services.memory().isExhausted() ? Optional.of("memory") : Optional.empty();
  }

  private Effect<PartitionEvent, PartitionState> refuse(Append append, String reason) {
    services.metrics().refused(reason);
    return answer(append, new Refused(BUSY_RETRY, reason));
  }

  private Effect<PartitionEvent, PartitionState> answer(Append append, AppendResult result) {
    append.replyTo().tell(new AppendReply(append.batchId(), result));
    return Effect().none().thenUnstashAll();
  }

  private boolean isWindowOver(PartitionState state) {
    return state.isEmpty()
        && !state.idRuns().isEmpty()
        && now() - state.lastAcceptedAt() > settings.dedupWindow().toMillis();
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
    events.add(new EventsAppended(number, append.batchId(), now(), append.batch(), duplicates));
    return Effect()
        .persist(events)
        .thenRun(
            (PartitionState after) -> {
              append
                  .replyTo()
                  .tell(new AppendReply(append.batchId(), new Appended(epoch, number, duplicates)));
              afterAppend(after, append, duplicates);
              discard(forgotten);
            })
        .thenUnstashAll();
  }

  /** Nothing new: the position is the newest append, behind all that the batch repeats. */
  private Effect<PartitionEvent, PartitionState> repeated(
      PartitionState state, Append append, BitSet duplicates) {
    services.metrics().appended(0, duplicates.cardinality(), 0);
    return answer(append, new Appended(state.epoch(), state.lastAppend(), duplicates));
  }

  private void afterAppend(PartitionState state, Append append, BitSet duplicates) {
    int repeated = duplicates.cardinality();
    services
        .metrics()
        .appended(append.batch().rows() - repeated, repeated, append.batch().sizeInBytes());
    timers.cancel(IdleTooLong.class);
    report(state);
    scheduleFlush(state);
  }

  // --- flushes

  private void scheduleFlush(PartitionState state) {
    if (deduplication == null
        || turn.isWanted()
        || state.prepared().size() >= settings.maxPreparedFlushes()) {
      return;
    }
    Optional<Duration> next =
        policy.next(state.unwritten(), now(), turn.lastFlushAt(), jitter, !waiters.isEmpty());
    if (next.isEmpty()) {
      return;
    }
    long due = Math.max(now() + next.get().toMillis(), turn.notBefore());
    if (due <= now()) {
      requestTurn();
    } else if (due < flushTimerAt) {
      flushTimerAt = due;
      timers.startSingleTimer(
          FlushDue.class, new FlushDue(), Duration.ofMillis(Math.max(1, due - now())));
    }
  }

  private Effect<PartitionEvent, PartitionState> onFlushDue(PartitionState state) {
    flushTimerAt = Long.MAX_VALUE;
    scheduleFlush(state);
    return Effect().none();
  }

  private void requestTurn() {
    TurnGranted granted = new TurnGranted(life);
    turn.request(() -> context.getSelf().tell(granted));
  }

  private Effect<PartitionEvent, PartitionState> onTurnGranted(
      PartitionState state, TurnGranted granted) {
    Deduplication seen = deduplication;
    List<AppendRef> refs = state.nextFile(settings.maxOpenedBytes());
    if (granted.life() != life || seen == null || refs.isEmpty()) {
      turn.release();
      return Effect().none();
    }
    turn.begin(now());
    long thisLife = life;
    pipe(
        writer.write(state.partition().orElseThrow(), state.epoch(), refs, seen),
        written -> new FlushWritten(thisLife, written),
        cause -> new FlushFailed(thisLife, cause));
    return Effect().none();
  }

  private Effect<PartitionEvent, PartitionState> onFlushWritten(
      PartitionState state, FlushWritten message) {
    if (message.life() != life) {
      return Effect().none();
    }
    FlushPrepared event = message.written().event();
    long oldest = state.unwritten().oldestAcceptedAt();
    return Effect()
        .persist(event)
        .thenRun(
            (PartitionState after) -> {
              preparedRuns.put(event.flushId(), message.written().run());
              turn.succeeded();
              afterFlush(event, oldest);
              sendFiles(after);
              report(after);
              scheduleFlush(after);
            });
  }

  private void afterFlush(FlushPrepared event, long oldest) {
    Duration took = Duration.ofMillis(now() - turn.lastFlushAt());
    long overdue = Math.max(0, now() - oldest - settings.flushMaxAge().toMillis());
    services
        .metrics()
        .flushed(event.file().rows(), event.file().bytes(), took, Duration.ofMillis(overdue));
    context
        .getLog()
        .info(
            "flushed partition={} appends={}-{} rows={} bytes={} ms={}",
            id,
            event.from(),
            event.to(),
            event.file().rows(),
            event.file().bytes(),
            took.toMillis());
  }

  private Effect<PartitionEvent, PartitionState> onFlushFailed(
      PartitionState state, FlushFailed failed) {
    if (failed.life() != life) {
      return Effect().none();
    }
    Duration wait = turn.failed(now());
    services.metrics().flushFailed(String.valueOf(failed.cause().getMessage()));
    context
        .getLog()
        .warn("flush failed partition={} next-ms={}", id, wait.toMillis(), failed.cause());
    scheduleFlush(state);
    return Effect().none();
  }

  // --- commits

  private void sendFiles(PartitionState state) {
    List<PreparedFlush> prepared = state.prepared();
    if (prepared.isEmpty()) {
      timers.cancel(ResendDue.class);
      return;
    }
    List<PendingFile> files =
        prepared.stream()
            .map(flush -> new PendingFile(flush.flushId(), flush.from(), flush.to(), flush.file()))
            .toList();
    String table = prepared.get(0).file().tableUuid();
    tableUuid = table;
    services.committers().apply(table).tell(new AddFiles(id, state.epoch(), files, verdicts));
    timers.startSingleTimer(ResendDue.class, new ResendDue(), settings.resendAfter());
  }

  private Effect<PartitionEvent, PartitionState> onResendDue(PartitionState state) {
    sendFiles(state);
    return Effect().none();
  }

  private Effect<PartitionEvent, PartitionState> onJudged(PartitionState state, Judged judged) {
    if (judged.verdict() instanceof FilesCommitted committed) {
      return onFilesCommitted(state, committed);
    }
    FileRefused refused = (FileRefused) judged.verdict();
    if (refused.epoch() != state.epoch() || state.preparedFlush(refused.flushId()).isEmpty()) {
      return Effect().none();
    }
    context
        .getLog()
        .warn(
            "flush refused partition={} flush={} reason={}",
            id,
            refused.flushId(),
            refused.reason());
    return Effect()
        .persist(new FlushAborted(refused.flushId(), refused.reason()))
        .thenRun(
            (PartitionState after) -> {
              preparedRuns.remove(refused.flushId());
              scheduleFlush(after);
            });
  }

  private Effect<PartitionEvent, PartitionState> onFilesCommitted(
      PartitionState state, FilesCommitted committed) {
    List<PreparedFlush> done =
        state.prepared().stream().filter(flush -> flush.to() <= committed.through()).toList();
    if (committed.epoch() != state.epoch() || done.isEmpty() || deduplication == null) {
      return Effect().none();
    }
    List<PartitionEvent> events = new ArrayList<>();
    for (PreparedFlush flush : done) {
      events.add(new Flushed(flush.flushId(), committed.ledger(), committed.snapshotId(), now()));
    }
    return Effect().persist(events).thenRun((PartitionState after) -> afterCommit(after, done));
  }

  private void afterCommit(PartitionState state, List<PreparedFlush> done) {
    Deduplication seen = deduplication;
    for (PreparedFlush flush : done) {
      IdRun run = preparedRuns.remove(flush.flushId());
      if (seen != null && run != null) {
        seen.flushed(run, flush.to());
      }
      for (long append = flush.from(); append <= flush.to(); append++) {
        services.cache().remove(id, state.epoch(), append);
      }
    }
    if (state.prepared().isEmpty()) {
      timers.cancel(ResendDue.class);
    }
    answerWaiters(state);
    mergeRuns(state);
    report(state);
    scheduleFlush(state);
    scheduleIdle(state);
  }

  // --- ids of flushed rows

  private void mergeRuns(PartitionState state) {
    Deduplication seen = deduplication;
    if (seen == null || isMerging || state.idRuns().size() <= settings.maxIdRuns()) {
      return;
    }
    isMerging = true;
    long thisLife = life;
    List<IdRunRef> replaced = state.idRuns();
    pipe(
        seen.mergeRuns(),
        merged -> new RunsMerged(thisLife, merged, replaced),
        cause -> new MergeFailed(thisLife, cause));
  }

  private Effect<PartitionEvent, PartitionState> onRunsMerged(
      PartitionState state, RunsMerged message) {
    Deduplication seen = deduplication;
    if (message.life() != life || seen == null) {
      return Effect().none();
    }
    return Effect()
        .persist(new IdsMerged(message.merged().ref(), message.replaced()))
        .thenRun(
            (PartitionState after) -> {
              isMerging = false;
              seen.replaceRuns(message.replaced(), message.merged());
              discard(message.replaced());
              report(after);
            });
  }

  /** The runs stay as they are; the next flush tries again. */
  private Effect<PartitionEvent, PartitionState> onMergeFailed(
      PartitionState state, MergeFailed failed) {
    if (failed.life() == life) {
      isMerging = false;
      context.getLog().warn("id runs not merged partition={}", id, failed.cause());
    }
    return Effect().none();
  }

  private void discard(List<IdRunRef> refs) {
    Deduplication seen = deduplication;
    if (seen == null || refs.isEmpty()) {
      return;
    }
    seen.deleteRuns(refs)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                context.getSystem().log().warn("id runs left behind partition={}", id, failure);
              }
            });
  }

  // --- the journal behind

  private void onSnapshotSaved(PartitionState state, SnapshotCompleted signal) {
    if (isTrimming) {
      return;
    }
    isTrimming = true;
    long snapshot = signal.getSnapshotMetadata().sequenceNr();
    long through = Math.min(snapshot, state.truncatableThrough());
    context.pipeToSelf(
        services.trim().trim(persistenceId().id(), through, snapshot),
        (done, failure) -> new Trimmed(Optional.ofNullable(failure)));
  }

  /** What could not be deleted goes with the next snapshot. */
  private Effect<PartitionEvent, PartitionState> onTrimmed(PartitionState state, Trimmed trimmed) {
    isTrimming = false;
    trimmed
        .failure()
        .ifPresent(
            failure -> context.getLog().warn("journal not trimmed partition={}", id, failure));
    return Effect().none();
  }

  private void onSnapshotFailed(PartitionState state, SnapshotFailed signal) {
    context.getLog().warn("snapshot failed partition={}", id, signal.getFailure());
  }

  // --- questions

  private Effect<PartitionEvent, PartitionState> onLocate(PartitionState state, Locate question) {
    question.replyTo().tell(state.locate(question.position()));
    return Effect().none();
  }

  private Effect<PartitionEvent, PartitionState> onAwaitCommitted(
      PartitionState state, AwaitCommitted question) {
    if (isSettled(state.locate(question.position()))) {
      question.replyTo().tell(state.locate(question.position()));
      return Effect().none();
    }
    waiters.add(question);
    timers.startSingleTimer(question, new PatienceOver(question), question.patience());
    scheduleFlush(state);
    return Effect().none();
  }

  private static boolean isSettled(Whereabouts whereabouts) {
    return whereabouts instanceof Whereabouts.InSnapshot
        || whereabouts instanceof Whereabouts.NeverSeen;
  }

  private Effect<PartitionEvent, PartitionState> onPatienceOver(
      PartitionState state, PatienceOver over) {
    if (waiters.remove(over.waiter())) {
      over.waiter().replyTo().tell(state.locate(over.waiter().position()));
    }
    return Effect().none();
  }

  private void answerWaiters(PartitionState state) {
    waiters.removeIf(
        waiter -> {
          Whereabouts whereabouts = state.locate(waiter.position());
          if (!isSettled(whereabouts)) {
            return false;
          }
          waiter.replyTo().tell(whereabouts);
          timers.cancel(waiter);
          return true;
        });
  }

  // --- sleep

  private void scheduleIdle(PartitionState state) {
    if (state.isEmpty()) {
      timers.startSingleTimer(IdleTooLong.class, new IdleTooLong(), settings.passivateAfter());
    }
  }

  private Effect<PartitionEvent, PartitionState> onIdleTooLong(PartitionState state) {
    if (!state.isEmpty() || isConfirming || isMerging) {
      return Effect().none();
    }
    if (!state.isOpen()) {
      passivate();
      return Effect().none();
    }
    long epoch = state.epoch();
    return Effect()
        .persist(new Closed(epoch))
        .thenRun(
            () -> {
              closeEpoch(epoch);
              passivate();
            });
  }

  private void closeEpoch(long epoch) {
    if (tableUuid != null) {
      services.committers().apply(tableUuid).tell(new CloseEpoch(id, epoch));
    }
  }

  private void passivate() {
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
  }

  // --- common

  private void report(PartitionState state) {
    Deduplication seen = deduplication;
    long held = seen == null ? 0 : seen.heapBytes();
    services.memory().change(heldMemory, held);
    heldMemory = held;
    services
        .awake()
        .report(
            new PartitionStatus(
                id,
                state.partition().map(key -> key.type()).orElse(""),
                state.partition().map(key -> key.start()).orElse(Instant.EPOCH),
                state.epoch(),
                state.lastAppend(),
                state.unflushedRows(),
                state.unflushedBytes(),
                state.oldest().map(ref -> Instant.ofEpochMilli(ref.acceptedAt())),
                phase(state),
                state.newestCommit().map(CommittedRange::snapshotId)));
  }

  private String phase(PartitionState state) {
    if (deduplication == null) {
      return "recovering";
    }
    if (state.isEmpty()) {
      return "idle";
    }
    if (turn.isWanted()) {
      return "flushing";
    }
    return state.unwritten().isNothing() ? "committing" : "buffering";
  }

  private <T> void pipe(
      CompletionStage<T> work,
      Function<T, Command> onSuccess,
      Function<Throwable, Command> onFailure) {
    context.pipeToSelf(
        work,
        (value, failure) -> failure == null ? onSuccess.apply(value) : onFailure.apply(failure));
  }

  private long now() {
    return services.clock().millis();
  }
}

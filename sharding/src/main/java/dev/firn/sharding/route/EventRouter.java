package dev.firn.sharding.route;

import dev.firn.events.EventBatch;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.sharding.Position;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import dev.firn.sharding.route.Lane.InFlight;
import dev.firn.sharding.route.Lane.Offer;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantProtocol.TypeVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Takes rows from requests to partitions. Rows that meet on the way to one partition travel as one
 * batch: they wait for each other a few milliseconds, and for as long as the partition is busy with
 * the batch before. An append that is not answered in time is sent again under the same batch id.
 */
public final class EventRouter extends AbstractBehavior<EventRouter.Command> {
  private static final Duration SWEEP = Duration.ofMillis(500);

  /** What the router understands. */
  public sealed interface Command {}

  /** Rows of one request for one partition; the answer is completed when they are durable. */
  public record Store(RowBlock rows, CompletableFuture<StoreOutcome> answer) implements Command {}

  private record LingerOver() implements Command {}

  private record Sweep() implements Command {}

  private record Replied(AppendReply reply) implements Command {}

  private record Judged(TypeVerdict verdict) implements Command {}

  private record NotEncoded(long batchId, Throwable cause) implements Command {}

  private final RouterSettings settings;
  private final ActorRef<ShardingEnvelope<PartitionProtocol.Command>> partitions;
  private final Executor encoder;
  private final ScheduledExecutorService clock;
  private final ActorRef<AppendReply> replies;
  private final TenantGate gate;
  private final Map<PartitionKey, Lane> lanes = new HashMap<>();
  private final Map<Long, Lane> lanesByBatch = new HashMap<>();
  private final Set<Lane> gathering = new LinkedHashSet<>();
  private final Runnable lingerOver;
  private boolean isLingering;

  private EventRouter(
      ActorContext<Command> context,
      RouterSettings settings,
      ActorRef<ShardingEnvelope<PartitionProtocol.Command>> partitions,
      Function<String, RecipientRef<TenantProtocol.Command>> tenants,
      Executor encoder,
      ScheduledExecutorService clock) {
    super(context);
    this.settings = settings;
    this.partitions = partitions;
    this.encoder = encoder;
    this.clock = clock;
    this.replies = context.messageAdapter(AppendReply.class, Replied::new);
    this.gate =
        new TenantGate(
            settings.maxLivePartitions(),
            settings.liveFor(),
            tenants,
            context.messageAdapter(TypeVerdict.class, Judged::new));
    ActorRef<Command> self = context.getSelf();
    this.lingerOver = () -> self.tell(new LingerOver());
  }

  /**
   * The behavior of a node's router.
   *
   * @param partitions the shard region
   * @param tenants a tenant's register of event types, by the tenant's name
   * @param encoder a few threads that compress
   * @param clock finer than Pekko's scheduler, whose tick is 10 ms
   */
  public static Behavior<Command> create(
      RouterSettings settings,
      ActorRef<ShardingEnvelope<PartitionProtocol.Command>> partitions,
      Function<String, RecipientRef<TenantProtocol.Command>> tenants,
      Executor encoder,
      ScheduledExecutorService clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Sweep(), SWEEP);
                  return new EventRouter(context, settings, partitions, tenants, encoder, clock);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Store.class, this::onStore)
        .onMessage(Replied.class, this::onReplied)
        .onMessage(LingerOver.class, over -> onLingerOver())
        .onMessage(Judged.class, this::onJudged)
        .onMessage(NotEncoded.class, this::onNotEncoded)
        .onMessage(Sweep.class, sweep -> onSweep())
        .build();
  }

  private Behavior<Command> onStore(Store store) {
    long now = System.nanoTime();
    if (gate.admit(store, now)) {
      Lane lane = lanes.computeIfAbsent(store.rows().partition(), Lane::new);
      lane.add(new Offer(store.rows(), store.answer(), now));
      departOrGather(lane, now);
    }
    return this;
  }

  private Behavior<Command> onJudged(Judged judged) {
    gate.onVerdict(judged.verdict()).forEach(this::onStore);
    return this;
  }

  private void departOrGather(Lane lane, long now) {
    if (lane.isReady(now, settings.linger().toNanos(), settings.maxBatchBytes())) {
      depart(lane, now);
    } else if (lane.inFlight() == null) {
      gathering.add(lane);
      linger();
    }
  }

  private void linger() {
    if (!isLingering) {
      isLingering = true;
      ScheduledFuture<?> unused =
          clock.schedule(lingerOver, settings.linger().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Everything that gathered goes at once, so that the journal can sync it together. */
  private Behavior<Command> onLingerOver() {
    isLingering = false;
    long now = System.nanoTime();
    List<Lane> due = new ArrayList<>(gathering);
    gathering.clear();
    due.forEach(lane -> depart(lane, now));
    return this;
  }

  private void depart(Lane lane, long now) {
    gathering.remove(lane);
    if (lane.inFlight() != null || lane.isIdle()) {
      return;
    }
    long batchId = ThreadLocalRandom.current().nextLong();
    InFlight departed =
        lane.depart(batchId, now, settings.maxBatchBytes(), settings.maxBatchRows());
    lanesByBatch.put(batchId, lane);
    String id = lane.id();
    PartitionKey partition = lane.partition();
    ActorRef<Command> self = getContext().getSelf();
    encoder.execute(
        () -> {
          try {
            EventBatch batch = EventBatch.of(partition, departed.blocks());
            departed.batch = batch;
            partitions.tell(new ShardingEnvelope<>(id, new Append(batchId, 1, batch, replies)));
          } catch (RuntimeException | Error e) {
            self.tell(new NotEncoded(batchId, e));
          }
        });
  }

  private Behavior<Command> onReplied(Replied replied) {
    Lane lane = lanesByBatch.remove(replied.reply().batchId());
    InFlight done = lane == null ? null : lane.inFlight();
    if (lane == null || done == null) {
      return this;
    }
    if (replied.reply().result() instanceof Appended appended) {
      answer(lane, done, appended);
    } else if (replied.reply().result() instanceof Refused refused) {
      done.answerAll(refusal(done, refused));
    }
    next(lane);
    return this;
  }

  /** After a second attempt nobody knows whether the first is still on its way. */
  private static StoreOutcome refusal(InFlight done, Refused refused) {
    return done.attempt == 1
        ? new StoreOutcome.Busy(refused.retryAfter(), refused.reason())
        : new StoreOutcome.Unknown(refused.reason());
  }

  /** Shares the batch's duplicates out to the requests that brought them. */
  private static void answer(Lane lane, InFlight done, Appended appended) {
    Position position = new Position(lane.id(), appended.epoch(), appended.append());
    BitSet duplicates = appended.duplicates();
    int first = 0;
    for (Offer offer : done.offers) {
      int rows = offer.rows().count();
      int repeated = duplicates.isEmpty() ? 0 : duplicates.get(first, first + rows).cardinality();
      offer.answer().complete(new StoreOutcome.Stored(position, rows - repeated, repeated));
      first += rows;
    }
  }

  private void next(Lane lane) {
    lane.arrived();
    if (lane.isIdle()) {
      lanes.remove(lane.partition());
    } else {
      departOrGather(lane, System.nanoTime());
    }
  }

  private Behavior<Command> onNotEncoded(NotEncoded failed) {
    getContext().getLog().error("batch not encoded", failed.cause());
    giveUp(failed.batchId(), "the batch could not be encoded");
    return this;
  }

  private Behavior<Command> onSweep() {
    long now = System.nanoTime();
    gate.sweep(now, settings.giveUpAfter());
    expireOffers(now - settings.giveUpAfter().toNanos());
    for (Lane lane : List.copyOf(lanesByBatch.values())) {
      InFlight waiting = lane.inFlight();
      if (waiting != null) {
        retryOrGiveUp(lane, waiting, now);
      }
    }
    return this;
  }

  /** Rows behind a batch that a partition does not answer hold memory, and somebody who waits. */
  private void expireOffers(long offeredBefore) {
    StoreOutcome.Busy busy =
        new StoreOutcome.Busy(settings.retryAfter(), "the partition is slow to answer");
    for (Lane lane : lanes.values()) {
      lane.expire(offeredBefore).forEach(offer -> offer.answer().complete(busy));
    }
  }

  private void retryOrGiveUp(Lane lane, InFlight waiting, long now) {
    EventBatch batch = waiting.batch;
    if (now - waiting.sentAt > settings.giveUpAfter().toNanos()) {
      giveUp(waiting.batchId, "the partition did not answer in time");
    } else if (batch != null && now - waiting.lastTryAt > settings.retryAfter().toNanos()) {
      waiting.attempt++;
      waiting.lastTryAt = now;
      partitions.tell(
          new ShardingEnvelope<>(
              lane.id(), new Append(waiting.batchId, waiting.attempt, batch, replies)));
    }
  }

  private void giveUp(long batchId, String reason) {
    Lane lane = lanesByBatch.remove(batchId);
    InFlight lost = lane == null ? null : lane.inFlight();
    if (lane != null && lost != null) {
      lost.answerAll(new StoreOutcome.Unknown(reason));
      next(lane);
    }
  }
}

package dev.firn.sharding.route;

import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.route.Lane.Offer;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantProtocol.TypeVerdict;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Takes rows from requests to partitions. Rows that meet on the way to one partition travel as one
 * batch: they wait for each other while the partition is busy with the batch before, and a few
 * milliseconds where others are likely to come in that time. An append that is not answered in time
 * is sent again under the same batch id.
 */
public final class EventRouter extends AbstractBehavior<EventRouter.Command> {
  private static final Duration SWEEP = Duration.ofMillis(500);

  /** What the router understands. */
  public sealed interface Command {}

  /** Rows of one request for one partition; the answer is completed when they are durable. */
  public record Store(RowBlock rows, CompletableFuture<StoreOutcome> answer) {}

  /** All that one request brought. */
  public record StoreAll(List<Store> parts) implements Command {
    public StoreAll {
      parts = List.copyOf(parts);
    }
  }

  private record LingerOver() implements Command {}

  private record Sweep() implements Command {}

  private record Replied(AppendReply reply) implements Command {}

  private record Judged(TypeVerdict verdict) implements Command {}

  private record NotEncoded(Departure departure, Throwable cause) implements Command {}

  private record PartitionStopped(String partition) implements Command {}

  private final RouterSettings settings;
  private final ScheduledExecutorService clock;
  private final BatchSender sender;
  private final TenantGate gate;
  private final Map<PartitionKey, Lane> lanes = new HashMap<>();
  private final Map<Long, Departure> underWay = new HashMap<>();
  private final Set<Lane> gathering = new LinkedHashSet<>();
  private final List<Departure> departing = new ArrayList<>();
  private final Runnable lingerOver;
  private boolean isLingering;

  private EventRouter(
      ActorContext<Command> context,
      RouterSettings settings,
      ActorRef<ShardingEnvelope<PartitionProtocol.Command>> region,
      AwakePartitions awake,
      Function<String, RecipientRef<TenantProtocol.Command>> tenants,
      Executor encoder,
      ScheduledExecutorService clock) {
    super(context);
    this.settings = settings;
    this.clock = clock;
    ActorRef<Command> self = context.getSelf();
    this.sender =
        new BatchSender(
            region,
            awake,
            encoder,
            context.messageAdapter(AppendReply.class, Replied::new),
            new BatchSender.Listener() {
              @Override
              public void notEncoded(Departure departure, Throwable cause) {
                self.tell(new NotEncoded(departure, cause));
              }

              @Override
              public void stopped(String partition) {
                self.tell(new PartitionStopped(partition));
              }
            });
    this.gate =
        new TenantGate(
            settings.tenantRules(),
            settings.maxLivePartitions(),
            settings.liveFor(),
            tenants,
            context.messageAdapter(TypeVerdict.class, Judged::new));
    this.lingerOver = () -> self.tell(new LingerOver());
    awake.whenGone(partition -> self.tell(new PartitionStopped(partition)));
  }

  /**
   * The behavior of a node's router. A router that fails starts again with nothing in hand: who
   * waited is told that the outcome is unknown, and retries.
   *
   * @param region the shard region of partitions
   * @param awake the partitions that can be told without the region
   * @param tenants a tenant's register of event types, by the tenant's name
   * @param encoder a few threads that compress
   * @param clock finer than Pekko's scheduler, whose tick is 10 ms
   */
  public static Behavior<Command> create(
      RouterSettings settings,
      ActorRef<ShardingEnvelope<PartitionProtocol.Command>> region,
      AwakePartitions awake,
      Function<String, RecipientRef<TenantProtocol.Command>> tenants,
      Executor encoder,
      ScheduledExecutorService clock) {
    Behavior<Command> router =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(new Sweep(), SWEEP);
                      return new EventRouter(
                          context, settings, region, awake, tenants, encoder, clock);
                    }));
    return Behaviors.supervise(router).onFailure(SupervisorStrategy.restart());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Replied.class, this::onReplied)
        .onMessage(StoreAll.class, this::onStoreAll)
        .onMessage(LingerOver.class, over -> onLingerOver())
        .onMessage(Judged.class, this::onJudged)
        .onMessage(NotEncoded.class, this::onNotEncoded)
        .onMessage(PartitionStopped.class, this::onPartitionStopped)
        .onMessage(Sweep.class, sweep -> onSweep())
        .onSignal(PreRestart.class, restart -> onRestart())
        .build();
  }

  // --- on the way

  private Behavior<Command> onStoreAll(StoreAll request) {
    storeAll(request.parts());
    return this;
  }

  private Behavior<Command> onJudged(Judged judged) {
    storeAll(gate.onVerdict(judged.verdict()));
    return this;
  }

  private void storeAll(List<Store> parts) {
    long now = System.nanoTime();
    try {
      parts.forEach(part -> store(part, now));
    } catch (RuntimeException e) {
      parts.forEach(part -> part.answer().complete(failed()));
      throw e;
    }
    departTogether();
  }

  private void store(Store part, long now) {
    if (gate.admit(part, now)) {
      Lane lane =
          lanes.computeIfAbsent(
              part.rows().partition(), key -> new Lane(key, settings.linger().toNanos(), now));
      lane.add(new Offer(part.rows(), part.answer(), now));
      departOrGather(lane, now);
    }
  }

  private void departOrGather(Lane lane, long now) {
    if (!lane.isGathering()) {
      return;
    }
    long wait = lane.departsAt(settings.maxBatchBytes()) - now;
    if (wait <= 0) {
      depart(lane, now);
    } else {
      gathering.add(lane);
      linger(wait);
    }
  }

  private void linger(long nanos) {
    if (!isLingering) {
      isLingering = true;
      ScheduledFuture<?> unused = clock.schedule(lingerOver, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Everything that gathered goes at once, so that the journal can sync it together. */
  private Behavior<Command> onLingerOver() {
    isLingering = false;
    long now = System.nanoTime();
    List<Lane> due = new ArrayList<>(gathering);
    due.forEach(lane -> depart(lane, now));
    departTogether();
    return this;
  }

  private void depart(Lane lane, long now) {
    gathering.remove(lane);
    if (lane.isGathering()) {
      long batchId = ThreadLocalRandom.current().nextLong();
      Departure departure =
          lane.depart(batchId, now, settings.maxBatchBytes(), settings.maxBatchRows());
      underWay.put(batchId, departure);
      departing.add(departure);
    }
  }

  private void departTogether() {
    if (!departing.isEmpty()) {
      sender.send(departing);
      departing.clear();
    }
  }

  // --- and back

  private Behavior<Command> onReplied(Replied replied) {
    Departure departure = underWay.remove(replied.reply().batchId());
    if (departure != null) {
      Answering.answer(departure, replied.reply().result());
      next(departure.lane());
    }
    return this;
  }

  private void next(Lane lane) {
    lane.arrived();
    departOrGather(lane, System.nanoTime());
    departTogether();
  }

  private Behavior<Command> onNotEncoded(NotEncoded failed) {
    getContext().getLog().error("batch not encoded", failed.cause());
    giveUp(failed.departure(), "the batch could not be encoded");
    return this;
  }

  /**
   * What a partition was told while it stopped, nobody has; it is started again for it. But only
   * once at once: a batch that stops partitions must not keep a node busy.
   */
  private Behavior<Command> onPartitionStopped(PartitionStopped stopped) {
    for (Departure departure : underWay.values()) {
      if (departure.isSentOnceTo(stopped.partition())) {
        tryAgain(departure, System.nanoTime());
      }
    }
    return this;
  }

  private void tryAgain(Departure departure, long now) {
    departure.triedAgain(now);
    sender.sendThroughRegion(departure);
  }

  // --- now and then

  private Behavior<Command> onSweep() {
    long now = System.nanoTime();
    gate.sweep(now, settings.giveUpAfter());
    expireOffers(now - settings.giveUpAfter().toNanos());
    List.copyOf(underWay.values()).forEach(departure -> retryOrGiveUp(departure, now));
    lanes.values().removeIf(lane -> lane.isForgettable(now));
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

  private void retryOrGiveUp(Departure departure, long now) {
    if (departure.isOlderThan(settings.giveUpAfter().toNanos(), now)) {
      giveUp(departure, "the partition did not answer in time");
    } else if (departure.batch() != null
        && departure.isUnansweredFor(settings.retryAfter().toNanos(), now)) {
      tryAgain(departure, now);
    }
  }

  private void giveUp(Departure departure, String reason) {
    if (underWay.remove(departure.batchId()) != null) {
      departure.answerAll(new StoreOutcome.Unknown(reason));
      next(departure.lane());
    }
  }

  private Behavior<Command> onRestart() {
    lanes.values().forEach(lane -> lane.abandon(failed()));
    gate.abandon(failed());
    return this;
  }

  private static StoreOutcome failed() {
    return new StoreOutcome.Unknown("the node's router failed and started again");
  }
}

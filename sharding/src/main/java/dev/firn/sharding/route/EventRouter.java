package dev.firn.sharding.route;

import dev.firn.events.RowBlock;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.partition.AwakePartitions;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantProtocol.TypeVerdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
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
  private final TenantGate gate;
  private final Lanes lanes;
  private final UnderWay underWay;

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
    ActorRef<Command> self = context.getSelf();
    BatchSender sender =
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
    this.underWay = new UnderWay(settings, sender, this::arrived);
    this.lanes = new Lanes(settings, clock, () -> self.tell(new LingerOver()), underWay::add);
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
    underWay.sendTogether();
  }

  private void store(Store part, long now) {
    if (gate.admit(part, now)) {
      lanes.add(part, now);
    }
  }

  private Behavior<Command> onLingerOver() {
    lanes.onLingerOver(System.nanoTime());
    underWay.sendTogether();
    return this;
  }

  // --- and back

  private Behavior<Command> onReplied(Replied replied) {
    underWay.onReply(replied.reply());
    return this;
  }

  private void arrived(Lane lane) {
    lane.arrived();
    lanes.departOrGather(lane, System.nanoTime());
    underWay.sendTogether();
  }

  private Behavior<Command> onNotEncoded(NotEncoded failed) {
    getContext().getLog().error("batch not encoded", failed.cause());
    underWay.giveUp(failed.departure(), "the batch could not be encoded");
    return this;
  }

  private Behavior<Command> onPartitionStopped(PartitionStopped stopped) {
    underWay.onStopped(stopped.partition(), System.nanoTime());
    return this;
  }

  // --- now and then

  private Behavior<Command> onSweep() {
    long now = System.nanoTime();
    gate.sweep(now, settings.giveUpAfter());
    lanes.expire(now);
    underWay.retryOrGiveUp(now);
    lanes.forgetIdle(now);
    return this;
  }

  private Behavior<Command> onRestart() {
    lanes.abandon(failed());
    gate.abandon(failed());
    return this;
  }

  private static StoreOutcome failed() {
    return new StoreOutcome.Unknown("the node's router failed and started again");
  }
}

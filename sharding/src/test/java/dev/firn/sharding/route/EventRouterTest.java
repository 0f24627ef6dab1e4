package dev.firn.sharding.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.StoreOutcome.Unknown;
import dev.firn.sharding.partition.AwakeOnThisNode;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.route.EventRouter.Store;
import dev.firn.sharding.route.EventRouter.StoreAll;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantProtocol.AskType;
import dev.firn.sharding.tenant.TenantProtocol.TypeVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The router between requests and partitions that a test plays. */
class EventRouterTest {
  private static final PartitionKey VIEWS = new PartitionKey("page.view", 490_000);
  private static final PartitionKey SALES = new PartitionKey("sale", 490_000);
  private static final String POISON = "the router fails when it sees this tenant";

  private static ActorTestKit kit;
  private static ScheduledExecutorService clock;

  private final AwakeOnThisNode awake = new AwakeOnThisNode();
  private TestProbe<ShardingEnvelope<PartitionProtocol.Command>> region;
  private ActorRef<EventRouter.Command> router;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
    clock = Executors.newSingleThreadScheduledExecutor();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    clock.shutdownNow();
  }

  @BeforeEach
  void startRouter() {
    region = kit.createTestProbe();
    ActorRef<TenantProtocol.Command> register =
        kit.spawn(
            Behaviors.receive(TenantProtocol.Command.class)
                .onMessage(
                    AskType.class,
                    ask -> {
                      ask.replyTo().tell(new TypeVerdict(ask.tenant(), ask.type(), true));
                      return Behaviors.same();
                    })
                .build());
    RouterSettings settings =
        new RouterSettings(
            Duration.ofHours(1),
            1 << 20,
            5_000,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            100,
            Duration.ofMinutes(1),
            new TenantRules(Map.of()));
    router =
        kit.spawn(
            EventRouter.create(
                settings,
                region.ref(),
                awake.partitions(),
                tenant -> registerOf(tenant, register),
                Runnable::run,
                clock));
  }

  private static RecipientRef<TenantProtocol.Command> registerOf(
      String tenant, ActorRef<TenantProtocol.Command> register) {
    if (tenant.equals(POISON)) {
      throw new IllegalStateException("as the test wants it");
    }
    return register;
  }

  @Test
  void aLoneRequestGoesAtOnceEachPartOnItsOwnWay() {
    List<CompletableFuture<StoreOutcome>> answers = store("default", VIEWS, SALES);

    Append views = appendThroughRegion(VIEWS);
    Append sales = appendThroughRegion(SALES);
    reply(sales, 4);
    reply(views, 9);

    assertThat(stored(answers.get(0)).position().append()).isEqualTo(9);
    assertThat(stored(answers.get(1)).position().append()).isEqualTo(4);
  }

  @Test
  void whatComesWhileAPartitionIsBusyGoesNextAsOneBatch() {
    CompletableFuture<StoreOutcome> first = store("default", VIEWS).get(0);
    Append busy = appendThroughRegion(VIEWS);
    CompletableFuture<StoreOutcome> second = store("default", VIEWS).get(0);
    CompletableFuture<StoreOutcome> third = store("default", VIEWS).get(0);
    region.expectNoMessage(Duration.ofMillis(50));

    reply(busy, 1);
    Append gathered = appendThroughRegion(VIEWS);
    BitSet duplicates = new BitSet();
    duplicates.set(1);
    reply(gathered, 2, duplicates);

    assertThat(gathered.batch().blocks()).isEqualTo(2);
    assertThat(stored(first).accepted()).isEqualTo(1);
    assertThat(stored(second).accepted()).isEqualTo(1);
    assertThat(stored(third).duplicates()).as("the third request's row").isEqualTo(1);
  }

  @Test
  void aPartitionAwakeOnThisNodeIsToldDirectly() {
    TestProbe<PartitionProtocol.Command> partition = kit.createTestProbe();
    awake.comes(VIEWS.id(), partition.ref());

    CompletableFuture<StoreOutcome> answer = store("default", VIEWS).get(0);
    reply(partition.expectMessageClass(Append.class), 3);

    assertThat(stored(answer).position().append()).isEqualTo(3);
    region.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void whatAPartitionWasToldWhileItStoppedIsSentAgainThroughTheRegion() {
    TestProbe<PartitionProtocol.Command> partition = kit.createTestProbe();
    awake.comes(VIEWS.id(), partition.ref());
    CompletableFuture<StoreOutcome> answer = store("default", VIEWS).get(0);
    Append lost = partition.expectMessageClass(Append.class);

    awake.goes(VIEWS.id());
    Append again = appendThroughRegion(VIEWS);
    awake.goes(VIEWS.id());
    region.expectNoMessage(Duration.ofMillis(50));
    reply(again, 1);

    assertThat(again.batchId()).isEqualTo(lost.batchId());
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(stored(answer).accepted()).isEqualTo(1);
  }

  @Test
  void aRouterThatFailsTellsWhoWaitsAndGoesOn() {
    CompletableFuture<StoreOutcome> underWay = store("default", VIEWS).get(0);
    Append busy = appendThroughRegion(VIEWS);
    CompletableFuture<StoreOutcome> behind = store("default", VIEWS).get(0);

    CompletableFuture<StoreOutcome> failing = store(POISON, SALES).get(0);

    for (CompletableFuture<StoreOutcome> each : List.of(failing, underWay, behind)) {
      assertThat(await(each)).isInstanceOf(Unknown.class);
    }
    reply(busy, 1);
    CompletableFuture<StoreOutcome> later = store("default", VIEWS).get(0);
    reply(appendThroughRegion(VIEWS), 2);
    assertThat(stored(later).position().append()).isEqualTo(2);
  }

  private List<CompletableFuture<StoreOutcome>> store(String tenant, PartitionKey... partitions) {
    List<Store> parts = new ArrayList<>();
    for (PartitionKey partition : partitions) {
      parts.add(new Store(Rows.of(partition, tenant), new CompletableFuture<>()));
    }
    router.tell(new StoreAll(parts));
    return parts.stream().map(Store::answer).toList();
  }

  private Append appendThroughRegion(PartitionKey partition) {
    ShardingEnvelope<PartitionProtocol.Command> envelope = region.receiveMessage();
    assertThat(envelope.entityId()).isEqualTo(partition.id());
    return (Append) envelope.message();
  }

  private static void reply(Append append, long number) {
    reply(append, number, new BitSet());
  }

  private static void reply(Append append, long number, BitSet duplicates) {
    append.replyTo().tell(new AppendReply(append.batchId(), new Appended(1, number, duplicates)));
  }

  private static Stored stored(CompletableFuture<StoreOutcome> answer) {
    return (Stored) await(answer);
  }

  private static StoreOutcome await(CompletableFuture<StoreOutcome> answer) {
    return answer.orTimeout(10, TimeUnit.SECONDS).join();
  }
}

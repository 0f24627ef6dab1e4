package dev.firn.node.http;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.node.ClusterView;
import dev.firn.node.security.ApiKeys;
import dev.firn.node.settings.NodeConfig;
import dev.firn.node.settings.NodeSettings;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.nodes.AwakeLists;
import dev.firn.sharding.nodes.NodeCard;
import dev.firn.sharding.nodes.NodeCards;
import dev.firn.sharding.placement.NodeNames;
import dev.firn.sharding.placement.PlacementSettings;
import dev.firn.sharding.placement.ShardPlacement;
import dev.firn.sharding.placement.ShardTraffic;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operations API of three real members on loopback: any of them answers for all. */
class ClusterOperationsTest {
  private static final EntityTypeKey<String> KEY = EntityTypeKey.create(String.class, "counting");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHARDS = 9;

  private static final String SETTINGS =
      """
      pekko.cluster.sharding.number-of-shards = 9
      pekko.cluster.sharding.rebalance-interval = 200 ms
      pekko.cluster.sharding.retry-interval = 200 ms
      pekko.cluster.distributed-data.gossip-interval = 200 ms
      pekko.cluster.distributed-data.notify-subscribers-interval = 100 ms
      pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
      pekko.persistence.snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
      pekko.coordinated-shutdown.run-by-actor-system-terminate = off
      firn.placement.report-interval = 200 ms
      firn.placement.calm = 1 h
      firn.cluster.stable-after = 1 s
      """;

  private final List<Member> members = new ArrayList<>();

  /** A node without a lake. */
  private static final class Member implements AutoCloseable {
    final ActorSystem<Void> system;
    final RunningApi api;
    final AwakeLists awake;

    Member(List<Member> others) {
      Config config = NodeConfig.over(ConfigFactory.parseString(SETTINGS));
      Config whole = NodeSettings.from(config).cluster().over(config, "same");
      system = ActorSystem.create(Behaviors.empty(), "firn", whole);
      Cluster cluster = Cluster.get(system);
      ActorSystem<?> seed = others.isEmpty() ? system : others.get(0).system;
      cluster.manager().tell(Join.create(Cluster.get(seed).selfMember().address()));
      ShardPlacement placement =
          ShardPlacement.start(
              system, PlacementSettings.from(config.getConfig("firn")), Duration.ofSeconds(3));
      ShardTraffic traffic = placement.traffic();
      ClusterSharding.get(system)
          .init(
              Entity.of(KEY, entity -> counting(entity.getEntityId(), traffic))
                  .withStopMessage("stop")
                  .withAllocationStrategy(placement.byLoad(KEY.name(), traffic, List::of)));
      NodeCards cards = NodeCards.share(system, () -> new NodeCard("http://" + name(), 7));
      awake = AwakeLists.share(system, Map.of("a kind", this::partitions), Duration.ofSeconds(3));
      api = new RunningApi("", ApiKeys.off("default"), new ClusterView(system, cards, placement));
    }

    private static Behavior<String> counting(String id, ShardTraffic traffic) {
      return Behaviors.receiveMessage(
          message -> {
            if (message.equals("stop")) {
              return Behaviors.stopped();
            }
            traffic.add(id, Long.parseLong(message));
            return Behaviors.same();
          });
    }

    private List<PartitionStatus> partitions() {
      return List.of(
          new PartitionStatus(
              name(), "t", Instant.EPOCH, 1, 1, 1, 1, Optional.empty(), "idle", Optional.empty()));
    }

    String name() {
      return NodeNames.of(Cluster.get(system).selfMember().address());
    }

    JsonNode nodes() throws Exception {
      return JSON.readTree(api.get("/v1/nodes").body()).path("nodes");
    }

    JsonNode node(String name) throws Exception {
      return StreamSupport.stream(nodes().spliterator(), false)
          .filter(node -> node.path("node").asText().equals(name))
          .findFirst()
          .orElseThrow();
    }

    JsonNode shards() throws Exception {
      return JSON.readTree(api.get("/v1/shards").body()).path("shards");
    }

    HttpResponse<String> order(String path) throws Exception {
      return api.send(api.request(path).POST(BodyPublishers.noBody()));
    }

    @Override
    public void close() {
      api.close();
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  @AfterEach
  void stop() {
    members.forEach(Member::close);
  }

  @Test
  void anyNodeTellsOfAllAndTakesOrdersForAll() throws Exception {
    for (int i = 0; i < 3; i++) {
      Member member = new Member(members);
      members.add(member);
      until(() -> members.get(0).nodes().size() == members.size());
    }
    Member first = members.get(0);
    Member second = members.get(1);
    Member third = members.get(2);
    until(() -> third.shards().size() == SHARDS);
    for (Member member : members) {
      until(() -> isWhole(member.nodes()));
      assertThat(member.node(first.name()).path("oldest").asBoolean()).isTrue();
      assertThat(member.node(member.name()).path("self").asBoolean()).isTrue();
      assertThat(member.node(second.name()).path("partitions").asInt()).isEqualTo(7);
    }

    Set<String> names = Set.of(first.name(), second.name(), third.name());
    until(() -> awake(second).equals(names));

    JsonNode shard = third.shards().get(0);
    String target = shard.path("node").asText().equals(first.name()) ? third.name() : first.name();
    String path = "/v1/shards/counting/" + shard.path("shard").asText();
    assertThat(third.order(path + "/move?to=" + target).statusCode()).isEqualTo(200);
    until(() -> isMoved(second.shards(), shard.path("shard").asText(), target));
    assertThat(third.order(path + "/move?to=nobody:1").statusCode()).isEqualTo(409);

    assertThat(third.order("/v1/nodes/" + second.name() + "/drain").statusCode()).isEqualTo(200);
    until(
        () ->
            first.node(second.name()).path("drained").asBoolean()
                && first.node(second.name()).path("shards").asInt(-1) == 0);
    assertThat(second.order("/v1/nodes/" + second.name() + "/undrain").statusCode()).isEqualTo(200);
    until(
        () ->
            second.order("/v1/rebalance?dryRun=true").body().contains("\"to\":\"" + second.name()));
    assertThat(third.order("/v1/rebalance").body()).contains("\"to\":\"" + second.name());
    until(() -> first.node(second.name()).path("shards").asInt() > 0);

    until(() -> first.node(third.name()).path("shards").asInt() > 0);
    String lost = third.name();
    members.remove(third);
    third.close();
    until(() -> second.nodes().size() == 2);
    String failover = "{\"from\":\"" + lost + "\",\"cause\":\"failover\"";
    until(
        () ->
            second.shards().size() == SHARDS
                && second.shards().toString().contains(failover)
                && !second.shards().toString().contains("\"node\":\"" + lost + "\""));
  }

  /** The partitions that one node knows of, on all. */
  private static Set<String> awake(Member member) {
    return member
        .awake
        .of("a kind")
        .thenApply(list -> list.stream().map(PartitionStatus::partition).collect(toSet()))
        .toCompletableFuture()
        .join();
  }

  private static boolean isWhole(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .allMatch(
            node ->
                node.path("status").asText().equals("up")
                    && node.path("http").asText().equals("http://" + node.path("node").asText())
                    && node.path("roles").size() == 3
                    && node.path("reachable").asBoolean());
  }

  private static boolean isMoved(JsonNode shards, String shard, String to) {
    return StreamSupport.stream(shards.spliterator(), false)
        .anyMatch(
            one ->
                one.path("shard").asText().equals(shard)
                    && one.path("node").asText().equals(to)
                    && one.at("/lastMove/cause").asText().equals("order"));
  }

  private void send() {
    for (int i = 0; i < 3 * SHARDS; i++) {
      ClusterSharding.get(members.get(0).system).entityRefFor(KEY, "e" + i).tell("10000");
    }
  }

  private void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "The condition did not come true: " + members.get(0).nodes() + members.get(0).shards());
      }
      send();
      LockSupport.parkNanos(50_000_000);
    }
  }
}

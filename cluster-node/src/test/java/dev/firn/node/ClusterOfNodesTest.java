package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.node.NodesOfACluster.Member;
import dev.firn.node.testing.Upload;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.placement.PlacementView.PlacedShard;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.cluster.MemberStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Nodes with a role each: what one of them takes another keeps, wherever it goes and whoever is
 * lost. Nothing is posted while something is waited for, so whatever wakes wakes by itself.
 */
@Timeout(120)
@Isolated("its nodes wait for each other's heartbeats")
@TestMethodOrder(OrderAnnotation.class)
class ClusterOfNodesTest {
  private static final Duration LONGEST_WAKING = Duration.ofSeconds(10);
  private static final int SHARDS = 128;
  private static final String QUIET = "quiet.0";
  private static final int QUIET_ROWS = 3;
  private static final Set<MemberStatus> IN = Set.of(MemberStatus.up(), MemberStatus.leaving());

  /** Longer than anything takes that nobody waits for. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private static final String LEASE =
      """
      firn.cluster.split-brain-strategy = lease-majority
      pekko.cluster.split-brain-resolver.lease-majority.lease-implementation = held-lease
      held-lease.lease-class = "dev.firn.node.HeldLease"
      """;

  private static NodesOfACluster cluster;
  private static Member ingest;
  private static Member buffer;
  private static Member both;
  private static @Nullable Member newer;
  private static Instant hour;
  private static CompletionStage<FirnNode> alone;
  private static int posted;

  @BeforeAll
  static void start() throws Exception {
    hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    cluster = new NodesOfACluster(LEASE);
    CompletionStage<Member> first = cluster.start("buffer", "1.0");
    CompletionStage<Member> second = cluster.start("ingest", "1.0");
    CompletionStage<Member> third = cluster.start("buffer,ingest", "1.0");
    buffer = join(first);
    ingest = join(second);
    both = join(third);
    alone = cluster.startAlone();
  }

  private static Member newer() {
    return Objects.requireNonNull(newer, "the node of the newer version");
  }

  private static <T> T join(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void whatANodeTakesThatKeepsNothingAnotherKeepsThatTakesNothing() throws Exception {
    assertThat(post(ingest, "taken", 2, "?wait=committed").body())
        .contains("\"accepted\":2", "\"state\":\"committed\"");
    assertThat(ingest.awake()).isEmpty();
    until(() -> !homes().isEmpty());
    assertThat(homes().values()).doesNotContain(ingest.name);

    HttpResponse<String> refused = buffer.post("/v1/events", events("taken", 1));
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(refused.body()).contains("no-ingest");
  }

  @Test
  @Order(1)
  void eachRoleIsReadyForItself() throws Exception {
    assertThat(ingest.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(ingest.get("/health/ready").body())
        .contains("\"ready\":true", "\"buffers\":\"ok\"")
        .doesNotContain("\"journal\"", "\"commits\"");
    assertThat(ingest.get("/health/ready/ingest").statusCode()).isEqualTo(200);
    assertThat(ingest.get("/health/ready/buffer").statusCode()).isEqualTo(404);
    assertThat(buffer.get("/health/ready").body())
        .contains("\"ready\":true", "\"journal\":\"ok\"", "\"commits\":\"ok\"");
    assertThat(buffer.get("/health/ready/buffer").statusCode()).isEqualTo(200);
    assertThat(buffer.get("/health/ready/ingest").statusCode()).isEqualTo(404);
    assertThat(ingest.get("/metrics").body()).contains("firn_cluster_members{state=\"up\"} 3.0");
  }

  /** It has nobody to join, and would be a second cluster on the journal. */
  @Test
  @Order(2)
  void aNodeWithoutSeedNodesDoesNotStartOnTheJournalOfOthers() {
    assertThatThrownBy(() -> join(alone))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the journal is that of a cluster that runs")
        .hasMessageContaining(buffer.name);
  }

  @Test
  @Order(3)
  void aQuietPartitionAndTheCommitterAreAwakeAfterAMove() throws Exception {
    assertThat(post(ingest, QUIET, QUIET_ROWS, "").statusCode()).isEqualTo(200);
    until(() -> !ingest.committers().isEmpty());
    String committer = ingest.committers().get(0).status().tableUuid();
    // To where neither is, and back to the one that will be lost.
    for (Member target : List.of(both, buffer)) {
      String partition = QUIET + "/" + hour.toString().substring(0, 13);
      move("partition/" + shardOf(partition), target, () -> hasQuietOne(target));
      move("table-committer/" + shardOf(committer), target, target::hasCommitter);
      long ordered = System.nanoTime();
      until(() -> isAwake(target));
      assertThat(Duration.ofNanos(System.nanoTime() - ordered)).isLessThan(LONGEST_WAKING);
    }
  }

  @Test
  @Order(4)
  void bothAreAwakeAfterTheLossOfTheirNodeWhichALeaseHasDecided() throws Exception {
    assertThat(isAwake(buffer)).isTrue();
    buffer.crash();
    until(() -> ingest.get("/metrics").body().contains("{state=\"unreachable\"} 1.0"));
    until(() -> !ingest.sees(buffer));
    long removed = System.nanoTime();
    until(() -> isAwake(both));
    assertThat(Duration.ofNanos(System.nanoTime() - removed)).isLessThan(LONGEST_WAKING);
    assertThat(HeldLease.OWNERS).singleElement().asString().doesNotContain(buffer.name);
  }

  /** Both understand each other: the old committer adds files of the new node's partitions. */
  @Test
  @Order(5)
  void newShardsGoToTheNewestVersion() throws Exception {
    newer = join(cluster.start("buffer,ingest", "2.0"));
    until(() -> takesShards(newer()));
    Map<String, String> before = homes();
    String types =
        IntStream.range(0, 40).mapToObj(i -> "fresh." + i).collect(Collectors.joining(","));

    HttpResponse<String> answer = post(ingest, types, 1, "?wait=committed");

    assertThat(answer.body()).contains("\"accepted\":40", "\"state\":\"committed\"");
    // Shards are told as those who place them saw them last, some seconds ago.
    until(() -> homesBut(before).size() > before.size());
    assertThat(homesBut(before).values()).containsOnly(newer().name);
    assertThat(ingest.committers()).extracting(PlacedCommitter::node).containsOnly(both.name);
    assertThat(post(newer(), QUIET, 1, "").body()).contains("\"accepted\":1");
  }

  @Test
  @Order(6)
  void aNodeStopsInOrder() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<String> answer = new CompletableFuture<>();
    look(
        CoordinatedShutdown.PhaseServiceStop(),
        seen,
        () ->
            "unbound %s, answered %s, partitions %s, committer %s"
                .formatted(
                    !both.isListening(), isAnswered(answer), hasPartitions(), both.hasCommitter()));
    look(
        CoordinatedShutdown.PhaseClusterLeave(),
        seen,
        () ->
            "partitions %s, committer %s, in the cluster %s"
                .formatted(hasPartitions(), both.hasCommitter(), IN.contains(both.standing())));
    look(
        CoordinatedShutdown.PhaseClusterShutdown(),
        seen,
        () -> "in the cluster %s".formatted(IN.contains(both.standing())));
    try (Upload upload = new Upload(both.url("/"), event(QUIET, "last"))) {
      upload.sendHalf();
      until(() -> !both.get("/metrics").body().contains("firn_ingest_in_flight_bytes 0.0"));
      CompletableFuture<?> stopped = both.stop();
      until(() -> both.get("/v1/nodes").body().contains("stopping"));
      // Whatever does not wait for it has gone on by then.
      CompletableFuture.runAsync(() -> {}, LATER).join();
      upload.sendRest();
      answer.complete(upload.answer());
      stopped.get(60, TimeUnit.SECONDS);
    }

    assertThat(answer.join()).startsWith("HTTP/1.1 200").contains("\"accepted\":1");
    posted++;
    assertThat(seen)
        .containsExactly(
            "unbound true, answered true, partitions true, committer true",
            "partitions false, committer false, in the cluster true",
            "in the cluster false");
    until(() -> isAwake(newer()));
  }

  private static void look(String phase, List<String> seen, Supplier<String> what) {
    CoordinatedShutdown.get(both.node.system())
        .addTask(
            phase,
            "test-looks",
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      seen.add(what.get());
                      return Done.getInstance();
                    }));
  }

  private static boolean hasPartitions() {
    return !both.awake().isEmpty();
  }

  /** The answer is on its way when its connection closes. */
  private static boolean isAnswered(CompletableFuture<String> answer) {
    return !answer.copy().completeOnTimeout("", 200, TimeUnit.MILLISECONDS).join().isEmpty();
  }

  @Test
  @Order(7)
  void andEveryRowIsThereOnce() throws Exception {
    until(
        () -> {
          newer().post("/v1/partitions/flush", "");
          JsonNode snapshots = newer().ask("/v1/snapshots").path("snapshots");
          return snapshots.path(0).path("totalRows").asInt() == posted;
        });
  }

  // --- what is asked

  private static HttpResponse<String> post(Member member, String types, int each, String query)
      throws Exception {
    HttpResponse<String> answer = member.post("/v1/events" + query, events(types, each));
    if (answer.statusCode() == 200) {
      posted += each * types.split(",", -1).length;
    }
    return answer;
  }

  private static String events(String types, int each) {
    return Stream.of(types.split(",", -1))
        .flatMap(type -> IntStream.range(0, each).mapToObj(i -> event(type, type + (posted + i))))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String event(String type, String id) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/c\",\"type\":\"%s\",\"time\":\"%s\"}"
        .formatted(id, type, hour);
  }

  /** Both have come to a node: the partition with its rows, and the committer. */
  private static boolean isAwake(Member member) {
    return hasQuietOne(member) && member.hasCommitter();
  }

  private static boolean hasQuietOne(Member member) {
    return member.awake().stream().anyMatch(ClusterOfNodesTest::isQuietOne);
  }

  private static boolean isQuietOne(PartitionStatus status) {
    return status.type().equals(QUIET)
        && status.rows() >= QUIET_ROWS
        && !status.state().equals("recovering");
  }

  /** A coordinator that has not seen the last move yet moves nothing, and is told again. */
  private static void move(String shard, Member target, BooleanSupplier isThere) throws Exception {
    String path = "/v1/shards/" + shard + "/move?to=" + target.name;
    until(() -> isThere.getAsBoolean() || ingest.post(path, "").body().contains("\"moves\":[{"));
  }

  private static String shardOf(String entity) {
    return Integer.toString(Math.abs(entity.hashCode() % SHARDS));
  }

  /** Of all shards of partitions. */
  private static Map<String, String> homes() throws Exception {
    return ingest.view().shards().stream()
        .collect(Collectors.toMap(PlacedShard::shard, PlacedShard::node));
  }

  private static Map<String, String> homesBut(Map<String, String> before) throws Exception {
    Map<String, String> fresh = new HashMap<>(homes());
    fresh.keySet().removeAll(before.keySet());
    return fresh;
  }

  private static boolean takesShards(Member member) throws Exception {
    return ingest.view().nodes().stream()
        .anyMatch(node -> node.node().equals(member.name) && node.takesShards());
  }
}

package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.firn.node.security.ApiKeys;
import dev.firn.sharding.placement.PlacementProtocol.Declined;
import dev.firn.sharding.placement.PlacementProtocol.NotYet;
import dev.firn.sharding.placement.PlacementProtocol.Unanswered;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Nodes and shards over HTTP: what operators see, what they order, and what is refused. */
class PlacementRoutesTest {
  private static final FakeCluster CLUSTER = new FakeCluster();
  private static RunningApi api;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "tenant acme k1\noperator ada k2\n");
    api = new RunningApi("", ApiKeys.read(keys), CLUSTER);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void forget() {
    CLUSTER.told.clear();
    CLUSTER.answer = Optional.empty();
  }

  private static HttpResponse<String> ask(String method, String path, String key) throws Exception {
    HttpRequest.Builder request = api.request(path).method(method, BodyPublishers.noBody());
    return api.send(key.isEmpty() ? request : request.header("Authorization", "Bearer " + key));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return ask("GET", path, "k2");
  }

  private static HttpResponse<String> post(String path) throws Exception {
    return ask("POST", path, "k2");
  }

  @Test
  void onlyAnOperatorsKeyMaySeeOrChangeAnything() throws Exception {
    List<String> changes =
        List.of(
            "/v1/nodes/a:7355/drain",
            "/v1/nodes/a:7355/undrain",
            "/v1/shards/partition/17/move?to=b:7355",
            "/v1/shards/partition/17/pin?to=b:7355",
            "/v1/shards/partition/17/unpin",
            "/v1/rebalance",
            "/v1/rebalance?dryRun=true");
    for (String path : changes) {
      assertThat(ask("POST", path, "k1").statusCode()).as(path).isEqualTo(403);
      assertThat(ask("POST", path, "").statusCode()).as(path).isEqualTo(401);
    }
    for (String path : List.of("/v1/nodes", "/v1/shards")) {
      assertThat(ask("GET", path, "k1").statusCode()).as(path).isEqualTo(403);
    }
    assertThat(CLUSTER.told).isEmpty();
    for (String path : changes) {
      assertThat(ask("POST", path, "k2").statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void nodesSayWhatTheyAreAndCarry() throws Exception {
    assertThat(get("/v1/nodes").body())
        .isEqualTo(
            "{\"nodes\":[{\"node\":\"a:7355\",\"http\":\"http://127.0.0.1:1\",\"status\":\"up\","
                + "\"reachable\":true,\"roles\":[\"buffer\",\"ingest\"],\"version\":\"1.2\","
                + "\"self\":true,\"leader\":true,\"oldest\":false,\"drained\":true,"
                + "\"partitions\":4,\"shards\":2,\"bytesPerSecond\":10,\"bufferedBytes\":20},"
                + "{\"node\":\"b:7355\",\"http\":\"\",\"status\":\"joining\",\"reachable\":false,"
                + "\"roles\":[\"buffer\"],\"version\":\"1.2\",\"self\":false,\"leader\":false,"
                + "\"oldest\":true,\"drained\":false}]}");
  }

  @Test
  void shardsSayWhereTheyLiveAndHowTheyCameThere() throws Exception {
    String all = get("/v1/shards").body();
    assertThat(all)
        .contains(
            "{\"kind\":\"partition\",\"shard\":\"17\",\"node\":\"a:7355\",\"bytesPerSecond\":10,"
                + "\"bufferedBytes\":20,\"pinnedTo\":\"b:7355\",\"movingTo\":null,"
                + "\"lastMove\":{\"from\":\"b:7355\",\"cause\":\"load\",\"at\":\"")
        .contains("\"kind\":\"rejected\"")
        .contains(
            "{\"kind\":\"partition\",\"summary\":\"balanced\",\"notices\":[\"a notice\"],"
                + "\"busy\":true}");
    assertThat(get("/v1/shards?kind=partition").body()).doesNotContain("rejected");
  }

  @Test
  void ordersAreGivenInTheNameOfTheKeyAndWrittenDown() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger("firn.operations");
    logger.addAppender(lines);
    try {
      assertThat(post("/v1/shards/partition/17/move?to=b:7355").body())
          .contains("\"cause\":\"order\"");
      assertThat(post("/v1/shards/partition/17/pin?to=b%3A7355").body())
          .isEqualTo(
              "{\"revision\":3,\"pins\":[{\"kind\":\"partition\",\"shard\":\"17\","
                  + "\"node\":\"b:7355\"}],\"drained\":[\"a:7355\"]}");
      post("/v1/shards/partition/17/unpin");
      post("/v1/nodes/a:7355/drain");
      post("/v1/nodes/a:7355/undrain");
      assertThat(post("/v1/rebalance").body()).contains("\"reason\":\"because\"");
      post("/v1/rebalance?dryRun=true&kind=partition");
      get("/v1/shards");
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(CLUSTER.told)
        .containsExactly(
            "move ShardId[kind=partition, shard=17] to b:7355 by ada",
            "Pin[shard=ShardId[kind=partition, shard=17], node=b:7355] by ada",
            "Unpin[shard=ShardId[kind=partition, shard=17]] by ada",
            "Drain[node=a:7355] by ada",
            "Undrain[node=a:7355] by ada",
            "rebalance partition by ada",
            "rebalance rejected by ada",
            "rehearse partition",
            "describe partition",
            "describe rejected");
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "operation=move by=ada on=partition/17 to b:7355",
            "operation=move by=ada on=partition/17 to b:7355 outcome=200",
            "operation=pin by=ada on=partition/17 to b:7355",
            "operation=pin by=ada on=partition/17 to b:7355 outcome=200",
            "operation=unpin by=ada on=partition/17",
            "operation=unpin by=ada on=partition/17 outcome=200",
            "operation=drain by=ada on=a:7355",
            "operation=drain by=ada on=a:7355 outcome=200",
            "operation=undrain by=ada on=a:7355",
            "operation=undrain by=ada on=a:7355 outcome=200",
            "operation=rebalance by=ada on=all kinds",
            "operation=rebalance by=ada on=all kinds outcome=200");
  }

  @Test
  void refusalsSayWhyAndWhetherToAskAgain() throws Exception {
    CLUSTER.answer = Optional.of(new Declined("no node is named x"));
    HttpResponse<String> declined = post("/v1/nodes/x/drain");
    assertThat(declined.statusCode()).isEqualTo(409);
    assertThat(declined.body()).contains("no node is named x");
    CLUSTER.answer = Optional.of(new NotYet("the coordinator has just moved"));
    HttpResponse<String> notYet = get("/v1/shards");
    assertThat(notYet.statusCode()).isEqualTo(503);
    assertThat(notYet.headers().firstValue("Retry-After")).isPresent();
    CLUSTER.answer = Optional.of(new Unanswered("timed out"));
    assertThat(post("/v1/rebalance").body()).contains("outcome-unknown");
  }

  @Test
  void whatIsNoOrderIsToldWhatWouldBe() throws Exception {
    assertThat(post("/v1/nodes/a:7355/explode").statusCode()).isEqualTo(404);
    assertThat(post("/v1/shards/partition/17/hide").body()).contains("/unpin");
    assertThat(post("/v1/shards/partition/17/move").statusCode()).isEqualTo(400);
    assertThat(CLUSTER.told).isEmpty();
  }

  @Test
  void readinessIsAskedForEachRole() throws Exception {
    api.journalTrouble.set(Optional.of("The disk is full"));
    try {
      assertThat(api.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(api.get("/health/ready/buffer").body()).contains("\"journal\":\"The disk");
      assertThat(api.get("/health/ready/ingest").statusCode()).isEqualTo(200);
      assertThat(api.get("/health/ready/ingest").body()).doesNotContain("journal");
      assertThat(api.get("/health/ready/query").statusCode()).isEqualTo(404);
    } finally {
      api.journalTrouble.set(Optional.empty());
    }
  }

  @Test
  void aNodeWithoutTheRoleTakesNoEvents() throws Exception {
    try (RunningApi other = new RunningApi("firn.cluster.roles = [buffer]")) {
      HttpResponse<String> answer =
          other.post("application/cloudevents+json", RunningApi.event("1"));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("its roles are buffer");
      assertThat(other.buffers.stored).isEmpty();
    }
  }
}

package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.node.testing.TestNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A whole node, asked where its shards live and told where they are to. */
class OperationsOfANodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/operations\",\"type\":\"operations\","
          + "\"time\":\"2024-01-02T03:04:05Z\"}";

  private final TestNode node = TestNode.shared();

  @Test
  void tellsOfItselfAndItsShardsAndTakesOrders() throws Exception {
    assertThat(node.post("application/cloudevents+json", EVENT).statusCode()).isEqualTo(200);
    JsonNode shard = shardOfPartitions();
    JsonNode self = JSON.readTree(node.get("/v1/nodes").body()).at("/nodes/0");
    assertThat(self.path("node").asText()).startsWith("127.0.0.1:");
    assertThat(self.path("http").asText()).isEqualTo(node.url());
    assertThat(self.path("status").asText()).isEqualTo("up");
    assertThat(self.path("oldest").asBoolean() && self.path("leader").asBoolean()).isTrue();
    assertThat(self.path("roles")).hasSize(3);
    assertThat(self.path("shards").asInt()).isPositive();
    assertThat(shard.path("node").asText()).isEqualTo(self.path("node").asText());

    String path = "/v1/shards/partition/" + shard.path("shard").asText();
    String to = "?to=" + self.path("node").asText();
    assertThat(order(path + "/move" + to).body()).contains("already");
    assertThat(order(path + "/pin" + to).body()).contains("\"pins\":[{\"kind\":\"partition\"");
    assertThat(order(path + "/pin?to=nobody:1").body()).contains("no node is named nobody:1");
    assertThat(order(path + "/unpin").body()).contains("\"pins\":[]");
    assertThat(order("/v1/rebalance?dryRun=true").statusCode()).isEqualTo(200);
    for (String role : new String[] {"ingest", "buffer", "query"}) {
      assertThat(node.get("/health/ready/" + role).statusCode()).as(role).isEqualTo(200);
    }
  }

  private HttpResponse<String> order(String path) throws Exception {
    return node.send(node.request(path).POST(BodyPublishers.noBody()));
  }

  /** Known from the coordinators' first decisions on, a second after the first event at most. */
  private JsonNode shardOfPartitions() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      HttpResponse<String> answer = node.get("/v1/shards");
      for (JsonNode shard : JSON.readTree(answer.body()).path("shards")) {
        if (shard.path("kind").asText().equals("partition")) {
          return shard;
        }
      }
      assertThat(System.nanoTime()).as(answer.body()).isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }
}

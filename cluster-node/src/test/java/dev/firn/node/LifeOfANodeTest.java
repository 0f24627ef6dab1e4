package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.node.testing.EventsTable;
import dev.firn.node.testing.NodeProcess;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.junit.jupiter.api.Test;

/** Starting, stopping, starting again. */
class LifeOfANodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STRUCTURED = "application/cloudevents+json";

  private static String event(String id) {
    return "{\"specversion\":\"1.0\",\"id\":\""
        + id
        + "\",\"source\":\"/life\",\"type\":\"life\",\"time\":\"2024-01-02T03:04:05Z\"}";
  }

  private static String receipt(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body()).get("receipt").asText();
  }

  @Test
  void aReceiptGoesFromBufferedOverFileToCommitted() throws Exception {
    Map<String, String> slow =
        Map.of("firn.flush.max-age", "1500 ms", "firn.commit.interval", "3 s");
    try (TestNode node = TestNode.start(TestNode.freshFolder(), slow)) {
      node.post(STRUCTURED, event("first"));
      String receipt =
          receipt(
              node.send(
                  node.request("/v1/events")
                      .header("Content-Type", STRUCTURED)
                      .POST(BodyPublishers.ofString(event("second")))));
      Set<String> states = new LinkedHashSet<>();
      while (!states.contains("committed")) {
        HttpResponse<String> answer = node.get("/v1/receipts/" + receipt);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        states.add(JSON.readTree(answer.body()).get("state").asText());
      }
      assertThat(states).containsExactly("buffered", "file", "committed");
      JsonNode part = JSON.readTree(node.get("/v1/receipts/" + receipt).body()).at("/parts/0");
      assertThat(part.get("ledger").asLong()).isPositive();
      assertThat(node.get("/v1/snapshots").body()).contains(part.get("snapshot").asText());
    }
  }

  @Test
  void whatWasAcknowledgedOutlivesTheNodeAndStaysKnown() throws Exception {
    Path folder = TestNode.freshFolder();
    String receipt;
    Map<String, String> never =
        Map.of("firn.flush.max-age", "1 h", "firn.flush.max-events", "9999");
    try (TestNode node = TestNode.start(folder, never)) {
      HttpResponse<String> answer =
          node.send(
              node.request("/v1/events")
                  .header("Content-Type", STRUCTURED)
                  .POST(BodyPublishers.ofString(event("kept"))));
      assertThat(answer.body()).contains("\"accepted\":1");
      receipt = receipt(answer);
      assertThat(node.table().eventsOfType("life")).isEmpty();
    }
    try (TestNode node = TestNode.start(folder, Map.of())) {
      assertThat(node.post(STRUCTURED, event("kept")).body())
          .contains("\"accepted\":0,\"duplicates\":1");
      assertThat(node.get("/v1/receipts/" + receipt).body()).contains("\"state\":\"committed\"");
      assertThat(node.table().eventsOfType("life")).hasSize(1);
      assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
    }
    loseIds(folder);
    try (TestNode node = TestNode.start(folder, Map.of())) {
      assertThat(node.post(STRUCTURED, event("kept")).body()).contains("\"duplicates\":1");
      assertThat(node.get("/metrics").body()).contains("firn_ids_rebuilt_total 1.0");
      assertThat(node.get("/v1/receipts/" + receipt).body()).contains("\"state\":\"committed\"");
    }
  }

  /** In the object store and on the local disk; beside them a database may still be closing. */
  private static void loseIds(Path folder) throws IOException {
    for (String root : List.of("ids", "catalog/warehouse")) {
      try (Stream<Path> files = Files.walk(folder.resolve(root))) {
        List<Path> ids = files.filter(file -> file.toString().endsWith(".ids")).toList();
        assertThat(ids).hasSize(1);
        Files.delete(ids.get(0));
      }
    }
  }

  @Test
  void typesThatLookLikePathsAreAsGoodAsAnyOther() throws Exception {
    List<String> types = List.of("..", ".", "a..b", "x/../y", "/", "%2E%2E");
    StringBuilder batch = new StringBuilder();
    for (String type : types) {
      batch
          .append(batch.isEmpty() ? "[" : ",")
          .append(event("p").replace("\"life\"", quoted(type)));
    }
    String body = batch.append(']').toString();
    Path folder = TestNode.freshFolder();
    try (TestNode node = TestNode.start(folder, Map.of())) {
      assertThat(node.post("application/cloudevents-batch+json", body).body())
          .contains("\"accepted\":6", "\"state\":\"committed\"");
    }
    try (TestNode node = TestNode.start(folder, Map.of())) {
      assertThat(node.post("application/cloudevents-batch+json", body).body())
          .contains("\"accepted\":0,\"duplicates\":6");
      for (String type : types) {
        assertThat(node.table().eventsOfType(type)).as(type).hasSize(1);
      }
    }
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  @Test
  void aNodeThatAsksForKeysKeepsItsCatalogToOperators() throws Exception {
    Path folder = TestNode.freshFolder();
    Path keys = Files.writeString(folder.resolve("keys"), "tenant acme k1\noperator ada k2\n");
    Map<String, String> asking = Map.of("firn.auth.keys-file", keys.toString());
    try (TestNode node = TestNode.start(folder, asking)) {
      HttpResponse<String> answer =
          node.send(
              node.request("/v1/events?wait=committed")
                  .header("Content-Type", STRUCTURED)
                  .header("Authorization", "Bearer k1")
                  .POST(BodyPublishers.ofString(event("of acme"))));
      assertThat(answer.body()).contains("\"state\":\"committed\"");
      assertThat(node.get("/catalog/v1/config").statusCode()).isEqualTo(401);
      assertRefusesAsCatalogsDo(node);
      EventsTable table = new EventsTable(node.url() + "/catalog", "k2");
      assertThat(table.rowsOfType("life"))
          .extracting(row -> row.getField("tenant"))
          .containsExactly("acme");
    }
  }

  private static void assertRefusesAsCatalogsDo(TestNode node) throws Exception {
    JsonNode error =
        JSON.readTree(
            node.send(node.request("/catalog/v1/config").header("X-API-Key", "k1")).body());
    assertThat(error.at("/error/code").asInt()).isEqualTo(403);
    assertThat(error.at("/error/type").asText()).isEqualTo("ForbiddenException");
    assertThatThrownBy(() -> new EventsTable(node.url() + "/catalog", "k3").rowsOfType("life"))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("That API key is not known here");
    Map<String, String> token = Map.of("token", "k2", "token-refresh-enabled", "false");
    assertThat(new EventsTable(node.url() + "/catalog", "", token).rowsOfType("life")).hasSize(1);
  }

  @Test
  void aTakenPortEndsTheStartWithASentence() throws Exception {
    String port = TestNode.shared().url().replaceAll(".*:", "");
    try (NodeProcess process =
        NodeProcess.launch(TestNode.freshFolder(), Map.of("firn.http.port", port))) {
      assertThat(process.exitCode()).isEqualTo(2);
      assertThat(process.complaints()).startsWith("firn: ").contains("--port").hasLineCount(1);
    }
  }
}

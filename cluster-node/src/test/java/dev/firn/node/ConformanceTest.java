package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import dev.firn.events.testing.Vectors;
import dev.firn.events.testing.Vectors.Vector;
import dev.firn.events.testing.YamlEvent;
import dev.firn.node.testing.EventsTable;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/**
 * The CloudEvents project's own vectors, posted over HTTP: the valid come back equal from the
 * table, the invalid are refused by the name of what is wrong.
 */
class ConformanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String STRUCTURED = "application/cloudevents+json";

  private final TestNode node = TestNode.shared();

  @Test
  void validEventsComeBackEqualFromTheTable() throws Exception {
    Map<String, ObjectNode> sent = new HashMap<>();
    for (Vector vector : Vectors.validEvents()) {
      addUnderOwnId(sent, vector.json());
    }
    for (Vector vector : Vectors.validBatches()) {
      vector.json().forEach(event -> addUnderOwnId(sent, event));
    }
    assertThat(sent).hasSize(39);
    ArrayNode batch = JSON.createArrayNode().addAll(sent.values());

    HttpResponse<String> answer = node.post(BATCH, batch.toPrettyString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"accepted\":" + sent.size() + ",", "\"rejected\":[]");
    Map<String, CloudEvent> back = fromTable("vector-");
    assertThat(back.keySet()).isEqualTo(sent.keySet());
    for (Map.Entry<String, ObjectNode> vector : sent.entrySet()) {
      assertEqualEvents(vector.getValue(), Objects.requireNonNull(back.get(vector.getKey())));
    }
  }

  private static void assertEqualEvents(JsonNode sent, CloudEvent row) throws IOException {
    assertThat(Vectors.comparable(JSON.readTree(CloudEventJson.of(row))))
        .isEqualTo(Vectors.comparable(sent));
  }

  @Test
  void yamlEventsComeBackEqualFromTheTable() throws Exception {
    List<YamlEvent> vectors = Vectors.yaml("v1_minimum.yaml");
    assertThat(vectors).hasSize(6);
    for (YamlEvent vector : vectors) {
      String id = "yaml-" + vector.attributes().get("id");
      YamlEvent event = vector.withId(id);
      assertThat(postBinary(event).statusCode()).isEqualTo(200);
      assertEqualEvents(event.json(), row(id));
    }
    for (YamlEvent vector : Vectors.yaml("v1.yaml")) {
      HttpResponse<String> answer = postBinary(vector);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(detail(answer)).startsWith("comexampleextension2: expected text");
    }
    YamlEvent chomped = Vectors.yaml("v1.yaml").get(0).chomped().withId("yaml-chomped");
    assertThat(postBinary(chomped).statusCode()).isEqualTo(200);
    assertEqualEvents(chomped.json(), row("yaml-chomped"));
  }

  private HttpResponse<String> postBinary(YamlEvent event)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        node.request("/v1/events?wait=committed").POST(BodyPublishers.ofString(event.data()));
    event.headers().forEach(request::header);
    String contentType = event.contentType();
    return node.send(contentType == null ? request : request.header("Content-Type", contentType));
  }

  private static void addUnderOwnId(Map<String, ObjectNode> events, JsonNode event) {
    String id = "vector-" + events.size();
    events.put(id, ((ObjectNode) event.deepCopy()).put("id", id));
  }

  private Map<String, CloudEvent> fromTable(String idPrefix) {
    return node.table().rows(Expressions.startsWith("id", idPrefix)).stream()
        .map(EventsTable::event)
        .collect(Collectors.toMap(CloudEvent::id, Function.identity()));
  }

  private CloudEvent row(String id) {
    return Objects.requireNonNull(fromTable(id).get(id), () -> "no row with id " + id);
  }

  @Test
  void invalidEventsAreRefusedByName() throws Exception {
    for (Vector vector : Vectors.invalidEvents()) {
      HttpResponse<String> answer = node.post(STRUCTURED, vector.json().toString());

      assertThat(answer.statusCode()).as(vector.id()).isEqualTo(422);
      assertThat(detail(answer)).as(vector.id()).startsWith(vector.culprit());
    }
  }

  private static String detail(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body()).at("/rejected/0/detail").asText();
  }

  @Test
  void invalidBatchesKeepTheirGoodHalf() throws Exception {
    for (Vector vector : Vectors.invalidBatches()) {
      HttpResponse<String> answer = node.post(BATCH, vector.json().toString());

      assertThat(detail(answer)).as(vector.id()).startsWith(vector.culprit());
      JsonNode body = JSON.readTree(answer.body());
      int taken = body.get("accepted").asInt() + body.get("duplicates").asInt();
      assertThat(taken + body.get("rejected").size()).isEqualTo(vector.json().size());
    }
  }

  @Test
  void headerValuesAreDecodedAsTheBindingSays() throws Exception {
    JsonNode vectors = Vectors.headerValues();
    List<JsonNode> valid = new ArrayList<>();
    vectors.get("valid").forEach(valid::add);
    vectors.get("lenient").forEach(valid::add);
    for (JsonNode vector : valid) {
      String id = "header-" + vector.get("id").asText();
      assertThat(binary(id, vector.get("header").asText(), "application/json").statusCode())
          .as(id)
          .isEqualTo(200);
      assertThat(row(id).subject()).as(id).isEqualTo(vector.get("value").asText());
    }
    for (JsonNode vector : vectors.get("invalid")) {
      String id = "header-" + vector.get("id").asText();
      HttpResponse<String> answer = binary(id, vector.get("header").asText(), "application/json");
      assertThat(answer.statusCode()).as(id).isEqualTo(422);
      assertThat(detail(answer)).as(id).startsWith("subject: expected percent-encoded UTF-8");
    }
  }

  @Test
  void contentTypesOfTheHttpFeatureAreKept() throws Exception {
    for (String contentType : List.of("application/json", "application/json; charset=utf-8")) {
      String id = "feature-" + contentType.length();
      assertThat(binary(id, "s", contentType).statusCode()).isEqualTo(200);
      CloudEvent row = row(id);
      assertThat(row.datacontenttype()).isEqualTo(contentType);
      assertThat(row.data()).isEqualTo("{\"message\": \"Hello World!\"}");
    }
    for (String contentType : List.of(STRUCTURED, STRUCTURED + "; charset=utf-8")) {
      String event =
          "{\"specversion\":\"1.0\",\"type\":\"feature\",\"source\":\"/s\",\"id\":\"f"
              + contentType.length()
              + "\"}";
      assertThat(node.post(contentType, event).statusCode()).isEqualTo(200);
    }
  }

  private HttpResponse<String> binary(String id, String subject, String contentType)
      throws IOException, InterruptedException {
    return node.send(
        node.request("/v1/events?wait=committed")
            .header("ce-specversion", "1.0")
            .header("ce-id", id)
            .header("ce-source", "/mycontext/subcontext")
            .header("ce-type", "com.example.someevent")
            .header("ce-time", "2018-04-05T03:56:24Z")
            .header("ce-subject", subject)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString("{\"message\": \"Hello World!\"}")));
  }
}

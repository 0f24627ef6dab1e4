package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import dev.firn.node.testing.EventsTable;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/**
 * The CloudEvents project's own vectors, posted over HTTP: the valid come back equal from the
 * table, the invalid are refused with a reason.
 */
class ConformanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String STRUCTURED = "application/cloudevents+json";

  private final TestNode node = TestNode.shared();

  @Test
  void validEventsComeBackEqualFromTheTable() throws Exception {
    Map<String, ObjectNode> sent = new HashMap<>();
    for (JsonNode vector : read("conformance-format-json/valid-events.json").get("tests")) {
      addUnderOwnId(sent, vector.get("event"));
    }
    for (JsonNode vector : read("conformance-format-json/valid-batches.json").get("tests")) {
      vector.get("batch").forEach(event -> addUnderOwnId(sent, event));
    }
    for (Path file : files("sdk-java-json", "sdk-javascript-examples")) {
      String name = String.valueOf(file.getFileName());
      if (!name.startsWith("fail_")
          && !name.contains("invalid")
          && !name.contains("upper_case")
          && !name.endsWith("schema.json")) {
        addUnderOwnId(sent, JSON.readTree(file.toFile()));
      }
    }
    ArrayNode batch = JSON.createArrayNode().addAll(sent.values());

    HttpResponse<String> answer = node.post(BATCH, batch.toPrettyString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"accepted\":" + sent.size() + ",", "\"rejected\":[]");
    Map<String, CloudEvent> back = fromTable("vector-");
    assertThat(back.keySet()).isEqualTo(sent.keySet());
    for (Map.Entry<String, ObjectNode> vector : sent.entrySet()) {
      CloudEvent row = Objects.requireNonNull(back.get(vector.getKey()));
      assertThat(comparable(JSON.readTree(CloudEventJson.of(row))))
          .isEqualTo(comparable(vector.getValue()));
    }
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
  void invalidEventsAreRefusedWithAReason() throws Exception {
    for (JsonNode vector : read("conformance-format-json/invalid-events.json").get("tests")) {
      HttpResponse<String> answer = node.post(STRUCTURED, vector.get("event").toString());

      assertThat(answer.statusCode()).as(vector.get("id").asText()).isEqualTo(422);
      JsonNode rejection = JSON.readTree(answer.body()).at("/rejected/0");
      assertThat(rejection.get("reason").asText()).isNotEmpty();
      assertThat(rejection.get("detail").asText()).isNotEmpty();
    }
  }

  @Test
  void invalidBatchesKeepTheirGoodHalf() throws Exception {
    for (JsonNode vector : read("conformance-format-json/invalid-batches.json").get("tests")) {
      HttpResponse<String> answer = node.post(BATCH, vector.get("batch").toString());

      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.get("rejected")).as(vector.get("id").asText()).isNotEmpty();
      int taken = body.get("accepted").asInt() + body.get("duplicates").asInt();
      assertThat(taken + body.get("rejected").size()).isEqualTo(vector.get("batch").size());
    }
  }

  @Test
  void headerValuesAreDecodedAsTheBindingSays() throws Exception {
    JsonNode vectors = read("derived-http-header-vectors.json");
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
      assertThat(binary(id, vector.get("header").asText(), "application/json").statusCode())
          .as(id)
          .isEqualTo(422);
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

  /** Null members are absent members, and a time is the point it names, with its offset. */
  private static JsonNode comparable(JsonNode event) {
    ObjectNode copy = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      if (member.getKey().equals("time") && member.getValue().isTextual()) {
        copy.put("time", OffsetDateTime.parse(member.getValue().asText()).toString());
      } else if (!member.getValue().isNull()) {
        copy.set(member.getKey(), member.getValue());
      }
    }
    return copy;
  }

  private static JsonNode read(String file) throws IOException {
    return JSON.readTree(folder().resolve(file).toFile());
  }

  private static List<Path> files(String... folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> listed = Files.list(folder().resolve(folder))) {
        files.addAll(listed.sorted().toList());
      }
    }
    return files;
  }

  private static Path folder() {
    Path folder = Path.of(System.getProperty("firn.shared.data"), "cloudevents-vectors");
    assumeTrue(Files.isDirectory(folder), () -> "skipped: no CloudEvents vectors at " + folder);
    return folder;
  }
}

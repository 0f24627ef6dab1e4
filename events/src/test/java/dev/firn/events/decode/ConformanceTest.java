package dev.firn.events.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every vector of the CloudEvents project: the valid come back equal, the invalid are named. */
class ConformanceTest {
  /** Which attribute the reason must name, where the vector's id does not say it. */
  private static final Map<String, String> CULPRITS =
      Map.ofEntries(
          Map.entry("invalidNoSpecVersion", "specversion"),
          Map.entry("invalidNoId", "id"),
          Map.entry("invalidNoType", "type"),
          Map.entry("invalidNoSource", "source"),
          Map.entry("invalidTimeGarbage", "time"),
          Map.entry("invalidTimeToMinute", "time"),
          Map.entry("invalidTimeOffsetX", "time"),
          Map.entry("invalidTimeOffsetOutOfRange", "time"),
          Map.entry("invalidTimeOffsetNonInteger", "time"),
          Map.entry("invalidTimeOffsetHourOnly", "time"),
          Map.entry("invalidEmptyId", "id"),
          Map.entry("invalidEmptyType", "type"),
          Map.entry("invalidEmptySource", "source"),
          Map.entry("invalidEmptySpecVersion", "specversion"),
          Map.entry("invalidUnknownSpecVersion", "specversion"),
          Map.entry("invalidNonRfc2046DataContentType", "datacontenttype"),
          Map.entry("invalidEmptyDataContentType", "datacontenttype"),
          Map.entry("invalidEmptyDataSchema", "dataschema"),
          Map.entry("invalidEmptySubject", "subject"),
          Map.entry("invalidNumericId", "id"),
          Map.entry("invalidObjectId", "id"),
          Map.entry("invalidCapitalizedExtension", "MyExtension"),
          Map.entry("invalidPunctuatedExtension", "my.extension"),
          Map.entry("invalidNonIntegerExtensionValue", "my.extension"),
          Map.entry("invalidBothDataAndDataBase64", "data_base64"),
          Map.entry("fail_numeric_decimal.json", "decimal"),
          Map.entry("fail_numeric_long.json", "long"),
          Map.entry("json_data_with_ext_invalid.json", "a_invalid_name"),
          Map.entry("json_data_with_ext_upper_case.json", "aString"));

  @Test
  void validEventsComeBackEqual() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (JsonNode vector : Vectors.read("conformance-format-json/valid-events.json").get("tests")) {
      events.add(vector.get("event"));
    }
    for (Path file : files("sdk-java-json", "sdk-javascript-examples")) {
      String name = name(file);
      if (!CULPRITS.containsKey(name) && !name.endsWith("schema.json")) {
        events.add(Vectors.JSON.readTree(file.toFile()));
      }
    }
    assertThat(events).hasSizeGreaterThan(20);
    for (JsonNode event : events) {
      assertComesBack(event);
    }
  }

  @Test
  void validBatchesComeBackEqual() throws Exception {
    for (JsonNode vector :
        Vectors.read("conformance-format-json/valid-batches.json").get("tests")) {
      JsonNode batch = vector.get("batch");
      List<CloudEvent> events = Requests.events(Requests.post(Requests.BATCH, batch.toString()));
      assertThat(events).as(vector.get("id").asText()).hasSize(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        assertEqualEvents(batch.get(i), events.get(i));
      }
    }
  }

  @Test
  void invalidEventsAreRejectedByName() throws Exception {
    int seen = 0;
    for (JsonNode vector :
        Vectors.read("conformance-format-json/invalid-events.json").get("tests")) {
      assertRejected(vector.get("id").asText(), vector.get("event"));
      seen++;
    }
    for (Path file : files("sdk-java-json")) {
      if (CULPRITS.containsKey(name(file))) {
        assertRejected(name(file), Vectors.JSON.readTree(file.toFile()));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(CULPRITS.size());
  }

  @Test
  void invalidBatchesKeepTheirGoodHalf() throws Exception {
    int goodInAll = 0;
    for (JsonNode vector :
        Vectors.read("conformance-format-json/invalid-batches.json").get("tests")) {
      JsonNode batch = vector.get("batch");
      DecodedRequest request = Requests.post(Requests.BATCH, batch.toString());
      assertThat(request.total()).isEqualTo(batch.size());
      assertThat(request.rejections()).as(vector.get("id").asText()).hasSize(1);
      goodInAll += Requests.events(request).size();
    }
    assertThat(goodInAll).isEqualTo(2);
  }

  @Test
  void examplesOfTheSpecificationAreTakenUnlessTheyAreNoEvents() throws Exception {
    int taken = 0;
    for (JsonNode example : Vectors.read("spec-json-examples/spec-examples.json")) {
      JsonNode event = example.get("event");
      if (event.isObject() && isComplete(event) && !hasPlaceholder(event)) {
        assertComesBack(event);
        taken++;
      } else if (event.isObject()) {
        Rejection rejection =
            Requests.onlyRejection(Requests.post(Requests.STRUCTURED, event.toString()));
        assertThat(rejection.detail()).isNotEmpty();
      }
    }
    assertThat(taken).isEqualTo(6);
  }

  private static boolean isComplete(JsonNode event) {
    return event.has("specversion") && event.has("id") && event.has("source") && event.has("type");
  }

  /** The specification's «... base64 encoded string ...» is prose, not base64. */
  private static boolean hasPlaceholder(JsonNode event) {
    return event.path("data_base64").asText().startsWith("...");
  }

  private static void assertComesBack(JsonNode event) throws Exception {
    for (String contentType : List.of(Requests.STRUCTURED, "application/json")) {
      DecodedRequest request = Requests.post(contentType, event.toPrettyString());
      assertThat(request.rejections()).as(event.toString()).isEmpty();
      assertEqualEvents(event, Requests.onlyEvent(request));
    }
    CloudEvent line = Requests.onlyEvent(Requests.post(Requests.LINES, event.toString()));
    assertEqualEvents(event, line);
  }

  private static void assertRejected(String id, JsonNode event) throws Exception {
    Rejection rejection =
        Requests.onlyRejection(Requests.post(Requests.STRUCTURED, event.toString()));
    assertThat(rejection.detail()).as(id).contains(String.valueOf(CULPRITS.get(id)));
  }

  static void assertEqualEvents(JsonNode sent, CloudEvent row) throws IOException {
    JsonNode back = Vectors.JSON.readTree(CloudEventJson.of(row));
    assertThat(comparable(back)).isEqualTo(comparable(sent));
  }

  /** Null members are absent members, and a time is the point it names, with its offset. */
  private static JsonNode comparable(JsonNode event) {
    ObjectNode copy = Vectors.JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      if (member.getKey().equals("time") && member.getValue().isTextual()) {
        copy.put("time", OffsetDateTime.parse(member.getValue().asText()).toString());
      } else if (!member.getValue().isNull()) {
        copy.set(member.getKey(), member.getValue());
      }
    }
    return copy;
  }

  private static List<Path> files(String... folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> listed = Files.list(Vectors.folder().resolve(folder))) {
        files.addAll(listed.sorted().toList());
      }
    }
    return files;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}

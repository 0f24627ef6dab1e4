package dev.firn.events.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The CloudEvents project's own test vectors, where they are on this machine. */
public final class Vectors {
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final String MISSING =
      "no CloudEvents vectors at %s, so what they show is skipped";

  /** With what the detail of a rejection begins. */
  private static final Map<String, String> CULPRITS =
      Map.ofEntries(
          Map.entry("invalidNoSpecVersion", "specversion: expected"),
          Map.entry("invalidNoId", "id: expected"),
          Map.entry("invalidNoType", "type: expected"),
          Map.entry("invalidNoSource", "source: expected"),
          Map.entry("invalidTimeGarbage", "time: expected"),
          Map.entry("invalidTimeToMinute", "time: expected"),
          Map.entry("invalidTimeOffsetX", "time: expected"),
          Map.entry("invalidTimeOffsetOutOfRange", "time: expected"),
          Map.entry("invalidTimeOffsetNonInteger", "time: expected"),
          Map.entry("invalidTimeOffsetHourOnly", "time: expected"),
          Map.entry("invalidEmptyId", "id: expected"),
          Map.entry("invalidEmptyType", "type: expected"),
          Map.entry("invalidEmptySource", "source: expected"),
          Map.entry("invalidEmptySpecVersion", "specversion: expected"),
          Map.entry("invalidUnknownSpecVersion", "specversion: expected"),
          Map.entry("invalidNonRfc2046DataContentType", "datacontenttype: expected"),
          Map.entry("invalidEmptyDataContentType", "datacontenttype: expected"),
          Map.entry("invalidEmptyDataSchema", "dataschema: expected"),
          Map.entry("invalidEmptySubject", "subject: expected"),
          Map.entry("invalidNumericId", "id: expected"),
          Map.entry("invalidObjectId", "id: expected"),
          Map.entry("invalidCapitalizedExtension", "'MyExtension' is no attribute name"),
          Map.entry("invalidPunctuatedExtension", "'my.extension' is no attribute name"),
          Map.entry("invalidNonIntegerExtensionValue", "'my.extension' is no attribute name"),
          Map.entry("invalidBothDataAndDataBase64", "data and data_base64 exclude each other"),
          Map.entry("invalidBatchMixedSpecVersions", "specversion: expected"),
          Map.entry("invalidBatchContainingInvalidCloudEvent", "id: expected"),
          Map.entry("invalidBatchContainingNonObject", "expected"),
          Map.entry("fail_numeric_decimal.json", "decimal: expected"),
          Map.entry("fail_numeric_long.json", "long: expected"),
          Map.entry("json_data_with_ext_invalid.json", "'a_invalid_name' is no attribute name"),
          Map.entry("json_data_with_ext_upper_case.json", "'aString' is no attribute name"));

  private Vectors() {}

  /**
   * One vector.
   *
   * @param json an event, or a batch of them
   */
  public record Vector(String id, JsonNode json) {
    /** With what the detail of its rejection begins. */
    public String culprit() {
      return Objects.requireNonNull(CULPRITS.get(id), () -> "whose fault is " + id);
    }
  }

  /** Events that come back as they went in, the specification's own examples among them. */
  public static List<Vector> validEvents() throws IOException {
    List<Vector> events = list("conformance-format-json/valid-events.json", "event");
    for (Vector file : files("sdk-java-json", "sdk-javascript-examples")) {
      if (!CULPRITS.containsKey(file.id()) && !file.id().endsWith("schema.json")) {
        events.add(file);
      }
    }
    for (JsonNode example : examples()) {
      if (isComplete(example) && !hasPlaceholder(example)) {
        events.add(new Vector("example", example));
      }
    }
    return events;
  }

  public static List<Vector> invalidEvents() throws IOException {
    List<Vector> events = list("conformance-format-json/invalid-events.json", "event");
    for (Vector file : files("sdk-java-json")) {
      if (CULPRITS.containsKey(file.id())) {
        events.add(file);
      }
    }
    return events;
  }

  public static List<Vector> validBatches() throws IOException {
    return list("conformance-format-json/valid-batches.json", "batch");
  }

  public static List<Vector> invalidBatches() throws IOException {
    return list("conformance-format-json/invalid-batches.json", "batch");
  }

  /** The JSON objects that the specification and its primer show, events or not. */
  public static List<JsonNode> examples() throws IOException {
    List<JsonNode> examples = new ArrayList<>();
    for (JsonNode example : read("spec-json-examples/spec-examples.json")) {
      if (example.get("event").isObject()) {
        examples.add(example.get("event"));
      }
    }
    return examples;
  }

  public static boolean isComplete(JsonNode event) {
    return event.has("specversion") && event.has("id") && event.has("source") && event.has("type");
  }

  /** The specification's «... base64 encoded string ...» is prose, not base64. */
  public static boolean hasPlaceholder(JsonNode event) {
    return event.path("data_base64").asText().startsWith("...");
  }

  /** How header values are decoded: the lists {@code valid}, {@code lenient}, {@code invalid}. */
  public static JsonNode headerValues() throws IOException {
    return read("derived-http-header-vectors.json");
  }

  /** The documents of one of the conformance project's YAML files. */
  public static List<YamlEvent> yaml(String file) throws IOException {
    return YamlEvent.all(Files.readString(folder().resolve("conformance-yaml").resolve(file)));
  }

  /**
   * The event in a form in which two that say the same are equal: null members are absent members,
   * and a time is the point it names, with its offset.
   */
  public static JsonNode comparable(JsonNode event) {
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

  private static List<Vector> list(String file, String member) throws IOException {
    List<Vector> vectors = new ArrayList<>();
    for (JsonNode vector : read(file).get("tests")) {
      vectors.add(new Vector(vector.get("id").asText(), vector.get(member)));
    }
    return vectors;
  }

  private static List<Vector> files(String... folders) throws IOException {
    List<Vector> files = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> listed = Files.list(folder().resolve(folder))) {
        for (Path file : listed.sorted().toList()) {
          String name = String.valueOf(file.getFileName());
          files.add(new Vector(name, JSON.readTree(file.toFile())));
        }
      }
    }
    return files;
  }

  private static JsonNode read(String file) throws IOException {
    return JSON.readTree(folder().resolve(file).toFile());
  }

  /** A build's log does not show why a test was skipped, so it is told there too. */
  private static Path folder() {
    Path folder =
        Path.of(System.getProperty("firn.shared.data", "../../shared/data"), "cloudevents-vectors")
            .toAbsolutePath()
            .normalize();
    boolean isThere = Files.isDirectory(folder);
    if (!isThere) {
      System.err.printf("[WARNING] " + MISSING + "%n", folder);
    }
    assumeTrue(isThere, () -> MISSING.formatted(folder));
    return folder;
  }
}

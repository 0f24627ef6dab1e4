package dev.firn.bench.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The manifests as they are in the repository. */
final class Yaml {
  static final Path DEPLOY = Path.of("..", "ops", "deploy");
  private static final ObjectMapper MAPPER = new ObjectMapper(new YAMLFactory());

  private Yaml() {}

  static List<JsonNode> documents(Path file) throws IOException {
    try (MappingIterator<JsonNode> all =
        MAPPER.readerFor(JsonNode.class).readValues(file.toFile())) {
      return all.readAll();
    }
  }

  /** Of Kubernetes, except what kustomize alone reads. */
  static List<JsonNode> manifests() throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (Path file : files(DEPLOY.resolve("kubernetes"), ".yaml")) {
      for (JsonNode document : documents(file)) {
        if (!document.path("apiVersion").asText().startsWith("kustomize")) {
          found.add(document);
        }
      }
    }
    return found;
  }

  static JsonNode manifest(String kind, String name) throws IOException {
    return manifests().stream()
        .filter(one -> one.path("kind").asText().equals(kind))
        .filter(one -> one.path("metadata").path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }
}

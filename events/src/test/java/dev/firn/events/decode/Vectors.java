package dev.firn.events.decode;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CloudEvents project's own test vectors, where they are on this machine. */
final class Vectors {
  static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  static Path folder() {
    Path folder =
        Path.of(System.getProperty("firn.shared.data", "../../shared/data"), "cloudevents-vectors");
    assumeTrue(Files.isDirectory(folder), () -> "skipped: no CloudEvents vectors at " + folder);
    return folder;
  }

  static JsonNode read(String file) throws IOException {
    return JSON.readTree(folder().resolve(file).toFile());
  }
}

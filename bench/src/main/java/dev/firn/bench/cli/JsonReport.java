package dev.firn.bench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The one form of reports: indented JSON. */
public final class JsonReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** A record, map or list as JSON. */
  public static JsonNode value(Object value) {
    return JSON.valueToTree(value);
  }

  public static String text(JsonNode report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a tree of JSON: " + e.getMessage(), e);
    }
  }
}

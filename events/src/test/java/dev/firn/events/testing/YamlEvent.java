package dev.firn.events.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One document of the conformance project's YAML files, of which this understands as much as they
 * use: nested keys, plain and quoted values, and blocks ({@code |}) that end in one line feed.
 *
 * @param attributes extensions among them
 */
public record YamlEvent(Map<String, String> attributes, String data) {

  static List<YamlEvent> all(String text) {
    List<YamlEvent> events = new ArrayList<>();
    for (String document : text.split("---\n", -1)) {
      events.add(read(document.lines().toList()));
    }
    return events;
  }

  private static YamlEvent read(List<String> lines) {
    Map<String, String> attributes = new LinkedHashMap<>();
    String section = "";
    String data = "";
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at++);
      int colon = line.indexOf(':');
      if (line.startsWith("#") || colon < 0) {
        continue;
      }
      String key = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      if (indent(line) == 0) {
        section = key;
      }
      if (value.equals("|")) {
        StringBuilder block = new StringBuilder();
        while (at < lines.size() && indent(lines.get(at)) > indent(line)) {
          block.append(lines.get(at++).strip()).append('\n');
        }
        value = block.toString();
      } else if (value.startsWith("\"")) {
        value = value.substring(1, value.length() - 1);
      }
      if (section.equals("Data")) {
        data = value;
      } else if (section.equals("ContextAttributes") && indent(line) > 0 && !value.isEmpty()) {
        attributes.put(key, value);
      }
    }
    return new YamlEvent(attributes, data);
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  /** The event without the line feeds at the ends of its attributes. */
  public YamlEvent chomped() {
    Map<String, String> chomped = new LinkedHashMap<>();
    attributes.forEach((name, value) -> chomped.put(name, value.stripTrailing()));
    return new YamlEvent(chomped, data);
  }

  /** The event under another id. */
  public YamlEvent withId(String id) {
    Map<String, String> others = new LinkedHashMap<>(attributes);
    others.put("id", id);
    return new YamlEvent(others, data);
  }

  public @Nullable String contentType() {
    return attributes.get("datacontenttype");
  }

  /** What the attributes are in binary mode, the content type aside. */
  public Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (!name.equals("datacontenttype")) {
            headers.put("ce-" + name, percentEncoded(value));
          }
        });
    return headers;
  }

  /** As HTTP binding 1.0.2, 3.1.3.2 wants it. */
  private static String percentEncoded(String value) {
    StringBuilder header = new StringBuilder();
    for (byte b : value.getBytes(UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
        header.append((char) b);
      } else {
        header.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return header.toString();
  }

  /** The event in structured mode. */
  public ObjectNode json() throws JsonProcessingException {
    ObjectNode event = Vectors.JSON.createObjectNode();
    attributes.forEach(event::put);
    String type = contentType();
    if (type == null || type.startsWith("application/json")) {
      event.set("data", Vectors.JSON.readTree(data));
    } else {
      event.put("data", data);
    }
    return event;
  }
}

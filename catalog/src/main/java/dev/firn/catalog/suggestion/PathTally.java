package dev.firn.catalog.suggestion;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.promotion.JsonPath.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts which paths the data of one event type has, and what is there. Bounded: of objects whose
 * names are data themselves, such as ids, only so many paths are counted, the rest is only told of.
 * Into arrays it does not look, whose places mean nothing.
 */
final class PathTally {
  static final int MOST_PATHS = 1_000;

  private static final int DEEPEST = 8;
  private static final int LONGEST_NAME = 128;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private final Map<JsonPath, Map<Kind, Long>> paths = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private long rows;
  private long uncounted;

  /** Adds a row's data; what cannot be read counts as a row without paths. */
  void add(String data) {
    rows++;
    steps.clear();
    try (JsonParser parser = JSON.createParser(data)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        members(parser);
      }
    } catch (IOException e) {
      return; // paths up to its first fault are counted
    }
  }

  private void members(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.length() > LONGEST_NAME
          || steps.size() == DEEPEST
          || value == JsonToken.START_ARRAY) {
        parser.skipChildren();
        continue;
      }
      steps.add(new Step.Member(name));
      if (value == JsonToken.START_OBJECT) {
        members(parser);
      } else if (value != JsonToken.VALUE_NULL) {
        count(new JsonPath(steps), Kind.of(parser));
      }
      steps.remove(steps.size() - 1);
    }
  }

  private void count(JsonPath path, Kind kind) {
    Map<Kind, Long> kinds = paths.get(path);
    if (kinds == null && paths.size() >= MOST_PATHS) {
      uncounted++;
      return;
    }
    paths.computeIfAbsent(path, added -> new EnumMap<>(Kind.class)).merge(kind, 1L, Long::sum);
  }

  long rows() {
    return rows;
  }

  /** Values at paths that are not counted because there are too many. */
  long uncounted() {
    return uncounted;
  }

  Map<JsonPath, Map<Kind, Long>> paths() {
    return paths;
  }
}

package dev.firn.ops.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a text is one JSON object: one that is not would make the whole batch around it
 * unreadable. What the object says is for the node to judge.
 */
final class JsonObjects {
  /** Deeper texts than any node takes must still be told apart from broken ones. */
  private static final int DEEPEST = 100_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonObjects() {}

  static @Nullable String problemOf(byte[] text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "expected a JSON object";
      }
      parser.skipChildren();
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        return "the JSON object is cut off";
      }
      return parser.nextToken() == null ? null : "expected one JSON object, found more behind it";
    } catch (IOException e) {
      return "not JSON: " + firstLine(e);
    }
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}

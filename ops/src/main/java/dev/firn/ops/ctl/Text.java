package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as people read them in a table. */
final class Text {
  static final String NONE = "-";
  private static final long KIB = 1024;
  private static final Pattern FIELD = Pattern.compile("\\{(\\w+)}");

  private Text() {}

  /** A field's text, or a dash where there is none. */
  static String of(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isMissingNode() || value.isNull() ? NONE : value.asText();
  }

  /** A sentence with fields in it, such as {@code {files} files}. */
  static String filled(String sentence, JsonNode node) {
    return FIELD
        .matcher(sentence)
        .replaceAll(field -> Matcher.quoteReplacement(of(node, field.group(1))));
  }

  static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= KIB && unit < 3) {
      value /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGT".charAt(unit));
  }

  /** A field's bytes; a dash where it has none. */
  static String bytes(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNumber() ? bytes(value.asLong()) : NONE;
  }

  /** A field's bytes a second; a dash where it has none. */
  static String rate(JsonNode node, String field) {
    String bytes = bytes(node, field);
    return bytes.equals(NONE) ? NONE : bytes + "/s";
  }

  /** How long ago an instant in ISO form is; a dash where there is none. */
  static String age(JsonNode node, String field, Instant now) {
    JsonNode value = node.path(field);
    return value.isTextual() ? span(Duration.between(Instant.parse(value.asText()), now)) : NONE;
  }

  static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }
}

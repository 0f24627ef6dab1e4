package dev.firn.catalog.suggestion;

import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.promotion.JsonPath.Step;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A field of data that could have a column.
 *
 * @param rows that have a value there
 * @param of how many that were looked at
 * @param kinds how often the value is what
 */
public record Suggestion(
    String eventType, JsonPath path, long rows, long of, Map<Kind, Long> kinds) {

  public Suggestion {
    kinds = Map.copyOf(kinds);
  }

  static Suggestion of(String eventType, JsonPath path, long of, Map<Kind, Long> kinds) {
    long rows = kinds.values().stream().mapToLong(Long::longValue).sum();
    return new Suggestion(eventType, path, Math.min(rows, of), of, kinds);
  }

  /** The narrowest type that all of the values fit. Whole numbers grow, so they are long. */
  public String columnType() {
    Set<Kind> seen = EnumSet.copyOf(kinds.keySet());
    if (seen.equals(EnumSet.of(Kind.BOOLEAN))) {
      return "boolean";
    } else if (seen.equals(EnumSet.of(Kind.WHOLE))) {
      return "long";
    } else if (EnumSet.of(Kind.WHOLE, Kind.NUMBER).containsAll(seen)) {
      return "double";
    } else if (seen.equals(EnumSet.of(Kind.DATE))) {
      return "date";
    }
    return seen.equals(EnumSet.of(Kind.INSTANT)) ? "timestamptz" : "string";
  }

  /** A name made of the path; whether it is taken is found out when it is given. */
  public String column() {
    String name =
        path.steps().stream()
            .map(step -> step instanceof Step.Member member ? member.name() : "")
            .map(word -> word.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", ""))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.joining("_"));
    String letters = name.matches("[A-Za-z].*") ? name : "field_" + name;
    return letters.length() > 128 ? letters.substring(0, 128) : letters;
  }
}

package dev.firn.catalog.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.promotion.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PathTallyTest {
  private final PathTally tally = new PathTally();

  private Map<String, String> types() {
    return tally.paths().entrySet().stream()
        .map(entry -> Suggestion.of("t", entry.getKey(), tally.rows(), entry.getValue()))
        .collect(Collectors.toMap(field -> field.path().toString(), Suggestion::columnType));
  }

  @Test
  void typesAreTheNarrowestThatAllValuesFit() {
    List.of(
            "{\"b\":true,\"n\":1,\"f\":1,\"d\":\"2026-11-22\",\"i\":\"2026-11-22T09:00:00Z\",\"m\":1,\"s\":\"x\"}",
            "{\"b\":false,\"n\":2,\"f\":1.5,\"d\":\"2026-11-23\",\"i\":\"2026-11-22\",\"m\":\"1\",\"s\":null}")
        .forEach(tally::add);
    assertThat(types())
        .containsOnly(
            Map.entry("$.b", "boolean"),
            Map.entry("$.n", "long"),
            Map.entry("$.f", "double"),
            Map.entry("$.d", "date"),
            Map.entry("$.i", "string"),
            Map.entry("$.m", "string"),
            Map.entry("$.s", "string"));
    assertThat(tally.paths().get(JsonPath.parse("$.s"))).containsOnly(Map.entry(Kind.TEXT, 1L));
  }

  @Test
  void goesIntoObjectsAndNotIntoArrays() {
    tally.add("{\"a\":{\"b c\":{\"d\":1}},\"list\":[{\"x\":1}],\"late\":2}");
    assertThat(types()).containsOnlyKeys("$.a['b c'].d", "$.late");
    Suggestion field =
        Suggestion.of("t", JsonPath.parse("$.a['b c']['2d']"), 1, Map.of(Kind.WHOLE, 1L));
    assertThat(field.column()).isEqualTo("a_b_c_2d");
  }

  @Test
  void whatIsNoJsonIsARowAndNothingElse() {
    List.of("", "text", "7", "[1]", "{\"a\":1,").forEach(tally::add);
    assertThat(tally.rows()).isEqualTo(5);
    assertThat(types()).containsOnlyKeys("$.a");
  }

  @Test
  void memoryIsBoundedHoweverManyNamesThereAre() {
    for (int i = 0; i < 5 * PathTally.MOST_PATHS; i++) {
      tally.add("{\"user-" + i + "\":1,\"always\":1}");
    }
    assertThat(tally.paths()).hasSize(PathTally.MOST_PATHS);
    assertThat(tally.uncounted()).isEqualTo(4L * PathTally.MOST_PATHS + 1);
    assertThat(tally.paths().get(JsonPath.parse("$.always")))
        .containsOnly(Map.entry(Kind.WHOLE, 5L * PathTally.MOST_PATHS));
  }
}

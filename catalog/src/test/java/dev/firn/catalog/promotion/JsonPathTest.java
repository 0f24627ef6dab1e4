package dev.firn.catalog.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.promotion.JsonPath.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
  @Test
  void leadsThroughMembersAndElements() {
    assertThat(JsonPath.parse("$.a['b c'][3].d-é").steps())
        .containsExactly(
            new Step.Member("a"),
            new Step.Member("b c"),
            new Step.Element(3),
            new Step.Member("d-é"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.user.id | $.user.id",
        "$[\"user\"]['id'] | $.user.id",
        "$.items[0].price | $.items[0].price",
        "$['it\\'s \\\\ odd.'] | $['it\\'s \\\\ odd.']",
        "$['1st'] | $['1st']",
      })
  void hasOneForm(String text, String form) {
    assertThat(JsonPath.parse(text)).hasToString(form);
    assertThat(JsonPath.parse(form)).isEqualTo(JsonPath.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$",
        "user.id",
        "$user",
        "$.",
        "$..a",
        "$.a.",
        "$.a b",
        "$[",
        "$[]",
        "$[-1]",
        "$[01]",
        "$[*]",
        "$.*",
        "$['a",
        "$['a'",
        "$['a\\",
        "$[1234567890]",
        "$.a]",
        "$['it's']"
      })
  void isRefusedWithThePlaceOfTheFault(String text) {
    assertThatThrownBy(() -> JsonPath.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JSON path");
  }

  @Test
  void isNoLongerThanItMayBe() {
    assertThatThrownBy(() -> JsonPath.parse("$" + ".a".repeat(33)))
        .hasMessageContaining("1 to 32 steps");
    assertThatThrownBy(() -> JsonPath.parse("$." + "a".repeat(512)))
        .hasMessageContaining("at most 512");
  }
}

package dev.firn.catalog.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsOfTest {
  @Test
  void readsWhatPeopleWrite() {
    assertThat(AsOf.parse("current")).isEqualTo(new AsOf.Current());
    assertThat(AsOf.parse("6187309921204436611"))
        .isEqualTo(new AsOf.OfSnapshot(6187309921204436611L));
    assertThat(AsOf.parse("before-launch_2.1")).isEqualTo(new AsOf.OfTag("before-launch_2.1"));
    Instant instant = Instant.parse("2026-11-22T09:00:00Z");
    assertThat(AsOf.parse("2026-11-22T09:00:00Z")).isEqualTo(new AsOf.OfInstant(instant));
    assertThat(AsOf.parse("2026-11-22T11:00:00+02:00")).isEqualTo(new AsOf.OfInstant(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "main",
        "-5",
        "99999999999999999999",
        "2026-11-22",
        "2026-11-22T09:00:00",
        "a b",
        "a/b",
        "ünder"
      })
  void saysWhatItExpected(String text) {
    assertThatThrownBy(() -> AsOf.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected a snapshot's id")
        .hasMessageEndingWith("found \"" + text + "\"");
  }
}

package dev.firn.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationTextTest {
  @Test
  void theLargestUnitThatNeedsNoFraction() {
    assertThat(DurationText.of(Duration.parse("PT720H"))).isEqualTo("30 days");
    assertThat(DurationText.of(Duration.ofHours(25))).isEqualTo("25 hours");
    assertThat(DurationText.of(Duration.parse("PT60M"))).isEqualTo("1 hour");
    assertThat(DurationText.of(Duration.parse("PT600S"))).isEqualTo("10 minutes");
    assertThat(DurationText.of(Duration.ofSeconds(90))).isEqualTo("90 s");
    assertThat(DurationText.of(Duration.ofMillis(1500))).isEqualTo("1500 ms");
    assertThat(DurationText.of(Duration.ZERO)).isEqualTo("0 s");
    assertThat(DurationText.of(Duration.ofHours(-1))).isEqualTo("-1 hour");
  }

  @Test
  void isReadAsPeopleWriteIt() {
    assertThat(DurationText.parse("7d")).isEqualTo(Duration.ofDays(7));
    assertThat(DurationText.parse("12 h")).isEqualTo(Duration.ofHours(12));
    assertThat(DurationText.parse("90 minutes")).isEqualTo(Duration.ofMinutes(90));
    assertThat(DurationText.parse("1 day")).isEqualTo(Duration.ofDays(1));
    assertThat(DurationText.parse("250 ms")).isEqualTo(Duration.ofMillis(250));
    for (String wrong : new String[] {"", "7", "d", "-1d", "1.5h", "7 years", "9999999d"}) {
      assertThatThrownBy(() -> DurationText.parse(wrong))
          .as(wrong)
          .hasMessageContaining("Expected a duration such as 7d");
    }
  }
}

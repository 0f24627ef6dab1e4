package dev.firn.events;

import static org.assertj.core.api.Assertions.assertThat;

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
}

package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlacementSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheReference() {
    assertThat(Settings.DEFAULT)
        .isEqualTo(
            new PlacementSettings(
                0.25,
                0.10,
                0.5,
                3,
                64,
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                1024,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                1000,
                Duration.ofSeconds(3)));
  }

  @Test
  void thresholdsInTheWrongOrderAreRefused() {
    assertThatThrownBy(() -> Settings.with("placement.stop-at = 0.5"))
        .hasMessageContaining("stop-at <= start-at");
    assertThatThrownBy(() -> Settings.with("placement.max-moves = 0"))
        .hasMessageContaining("at least 1");
  }
}

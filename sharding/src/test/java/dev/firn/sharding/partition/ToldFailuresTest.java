package dev.firn.sharding.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToldFailuresTest {
  private final ToldFailures told = new ToldFailures();

  @Test
  void aFailureIsToldOnceHoweverItIsWrapped() {
    IllegalStateException first = new IllegalStateException("damaged");
    assertThat(told.isNews(first)).isTrue();
    assertThat(told.isNews(new IllegalStateException("recovery failed", first))).isFalse();
  }

  @Test
  void theNextLifeFailsAnew() {
    assertThat(told.isNews(new IllegalStateException("damaged"))).isTrue();
    assertThat(told.isNews(new IllegalStateException("damaged"))).isTrue();
  }
}

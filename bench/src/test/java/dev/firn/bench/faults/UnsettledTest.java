package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class UnsettledTest {
  private final SetClock clock = new SetClock();
  private final Unsettled unsettled = new Unsettled(clock, Duration.ofSeconds(60));

  @Test
  void halfTheTimeOfACommitIsSafe() {
    clock.now = 100_000;
    assertThat(unsettled.comesBack(70_001)).isTrue();
    assertThat(unsettled.comesBack(70_000)).isFalse();
  }

  @Test
  void whereTheClockWasWrongOnlyWhatCameLaterIs() {
    clock.now = 100_000;
    unsettled.clockIsWrong();
    assertThat(unsettled.comesBack(100_000)).isFalse();

    clock.now = 110_000;
    unsettled.clockIsRight();
    assertThat(unsettled.comesBack(109_999)).isFalse();
    assertThat(unsettled.comesBack(110_001)).isTrue();
  }

  private static final class SetClock extends Clock {
    private long now;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now);
    }
  }
}

package dev.firn.sharding.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushPolicyTest {
  private final FlushPolicy policy =
      new FlushPolicy(Duration.ofSeconds(30), 2_000, Duration.ofSeconds(5), 1_000_000);

  @Test
  void nothingIsNeverFlushed() {
    assertThat(policy.next(Unwritten.NOTHING, 0, 0, 0, true)).isEmpty();
  }

  @Test
  void fewRowsWaitForTheirAgeLessTheJitter() {
    Unwritten few = new Unwritten(10, 100, 1, 0);
    assertThat(policy.next(few, 0, 40_000, 0, false)).contains(Duration.ofSeconds(30));
    assertThat(policy.next(few, 0, 40_000, 1, false)).contains(Duration.ofSeconds(27));
    assertThat(policy.next(few, 39_000, 40_000, 0, false)).contains(Duration.ZERO);
  }

  @Test
  void manyRowsFlushAtOnceButNotTooOften() {
    Unwritten many = new Unwritten(2_000, 100, 1, 0);
    assertThat(policy.next(many, 0, 10_000, 0, false)).contains(Duration.ZERO);
    assertThat(policy.next(many, 0, 1_000, 0, false)).contains(Duration.ofSeconds(4));
  }

  @Test
  void rowsThatFillHalfAFileOrAreWaitedForGoAtOnce() {
    assertThat(policy.next(new Unwritten(5, 500_000, 1, 0), 0, 0, 0, false))
        .contains(Duration.ZERO);
    assertThat(policy.next(new Unwritten(5, 5, 1, 0), 0, 0, 0, true)).contains(Duration.ZERO);
  }
}

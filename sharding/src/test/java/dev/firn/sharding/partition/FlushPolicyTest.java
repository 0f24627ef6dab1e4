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
    Unwritten few = new Unwritten(10, 100, 1_000);
    assertThat(policy.next(few, 1_000, 0, 0, false)).contains(Duration.ofSeconds(30));
    assertThat(policy.next(few, 1_000, 0, 1, false)).contains(Duration.ofSeconds(27));
    assertThat(policy.next(few, 40_000, 0, 0, false)).contains(Duration.ZERO);
  }

  @Test
  void manyRowsFlushAtOnceButNotTooOften() {
    Unwritten many = new Unwritten(2_000, 100, 10_000);
    assertThat(policy.next(many, 10_000, 0, 0, false)).contains(Duration.ZERO);
    assertThat(policy.next(many, 10_000, 9_000, 0, false)).contains(Duration.ofSeconds(4));
  }

  @Test
  void rowsThatFillHalfAFileOrAreWaitedForGoAtOnce() {
    assertThat(policy.next(new Unwritten(5, 500_000, 0), 0, 0, 0, false)).contains(Duration.ZERO);
    assertThat(policy.next(new Unwritten(5, 5, 0), 0, 0, 0, true)).contains(Duration.ZERO);
  }
}

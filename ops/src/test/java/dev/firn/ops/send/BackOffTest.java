package dev.firn.ops.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final BackOff BACK_OFF =
      new BackOff(Duration.ofMillis(200), Duration.ofSeconds(10));
  private static final RandomGenerator HIGHEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  @Test
  void itDoublesUpToItsLimit() {
    assertThat(BACK_OFF.delay(1, Duration.ZERO, HIGHEST)).hasMillis(200);
    assertThat(BACK_OFF.delay(3, Duration.ZERO, HIGHEST)).hasMillis(800);
    assertThat(BACK_OFF.delay(1_000, Duration.ZERO, HIGHEST)).hasSeconds(10);
  }

  @Test
  void itNeverComesSoonerThanAsked() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      assertThat(BACK_OFF.delay(1, Duration.ofSeconds(3), random))
          .isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_200));
    }
  }

  @Test
  void patienceCountsFromTheLastProgressAndNotWhileThereIsNothingToSend() {
    AtomicLong now = new AtomicLong();
    Patience patience = new Patience(Duration.ofNanos(100), now::get);
    now.set(1_000);
    assertThat(patience.left(990)).hasNanos(90);
    patience.renew();
    now.set(1_030);
    assertThat(patience.left(990)).hasNanos(70);
    now.set(2_000);
    assertThat(patience.left(990)).isZero();
  }
}

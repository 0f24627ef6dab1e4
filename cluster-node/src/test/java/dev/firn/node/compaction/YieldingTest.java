package dev.firn.node.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.node.compaction.Load.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class YieldingTest {
  private static void work(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static long restedAfterWork(Level level) {
    Yielding yielding = new Yielding(() -> level, 0.25, Duration.ofMillis(200), () -> false);
    yielding.moved(0);
    long before = yielding.rested();
    work(Duration.ofMillis(20));
    yielding.moved(1000);
    assertThat(yielding.rows()).isEqualTo(1000);
    return Duration.ofNanos(yielding.rested() - before).toMillis();
  }

  @Test
  void aJobTakesItsShareWhileEventsComeAndAllOtherwise() {
    assertThat(restedAfterWork(Level.IDLE)).isLessThan(20);
    assertThat(restedAfterWork(Level.BUSY)).isGreaterThanOrEqualTo(59);
  }

  @Test
  void underPressureItStandsStillAndStillEndsSomeDay() {
    assertThat(restedAfterWork(Level.PRESSED)).isGreaterThanOrEqualTo(200);
    AtomicInteger looks = new AtomicInteger();
    Yielding yielding =
        new Yielding(
            () -> looks.incrementAndGet() < 3 ? Level.PRESSED : Level.IDLE,
            0.25,
            Duration.ofHours(1),
            () -> false);
    yielding.moved(1000);
    assertThat(looks).hasValue(3);
  }

  @Test
  void itEndsWithTheNodeEvenUnderPressure() {
    AtomicInteger steps = new AtomicInteger();
    Yielding yielding =
        new Yielding(
            () -> Level.PRESSED, 0.25, Duration.ofHours(1), () -> steps.incrementAndGet() > 3);
    assertThatThrownBy(() -> yielding.moved(1000)).isInstanceOf(CancellationException.class);
  }
}

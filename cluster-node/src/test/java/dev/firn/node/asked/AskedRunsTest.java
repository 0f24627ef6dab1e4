package dev.firn.node.asked;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class AskedRunsTest {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final AskedRuns<Errand> runs = new AskedRuns<>(waiting::add);

  private static final class Errand implements AskedRuns.Run {
    private boolean isOver;

    @Override
    public void run() {
      isOver = true;
    }

    @Override
    public boolean isOver() {
      return isOver;
    }
  }

  @Test
  void onlySoManyWaitAndOthersMayWhenOneIsOver() {
    for (int i = 1; i <= 4; i++) {
      assertThat(runs.begin(new Errand())).contains((long) i);
    }
    assertThat(runs.begin(new Errand())).isEmpty();
    waiting.remove().run();
    assertThat(runs.begin(new Errand())).contains(5L);
  }

  @Test
  void theNewestAreRemembered() {
    Errand first = new Errand();
    runs.begin(first);
    waiting.remove().run();
    assertThat(runs.run(1)).contains(first);
    for (int i = 0; i < 16; i++) {
      runs.begin(new Errand());
      waiting.remove().run();
    }
    assertThat(runs.run(1)).isEmpty();
    assertThat(runs.run(2)).isPresent();
    assertThat(runs.run(99)).isEqualTo(Optional.empty());
  }
}

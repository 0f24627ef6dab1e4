package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.Life.Beside;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LifeTest {
  /** Fewer than half an hour has. */
  private static final int LIVES = 160;

  @Test
  void everythingHappensInARunOfHalfAnHour() {
    List<Life> lives = lives(42);

    assertThat(lives).extracting(Life::beside).contains(Beside.values());
    assertThat(lives.stream().flatMap(life -> life.step().stream()).map(KillStep::name))
        .containsAll(KillStep.all().stream().map(KillStep::name).toList());
  }

  @Test
  void theSameSeedDrawsTheSame() {
    assertThat(lives(7))
        .extracting(Life::settings)
        .isEqualTo(lives(7).stream().map(Life::settings).toList());
  }

  private static List<Life> lives(long seed) {
    Life.Deal deal = new Life.Deal(new Random(seed));
    return Stream.generate(deal::next).limit(LIVES).toList();
  }
}

package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.load.LoadResult;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RunCriteriaTest {
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  @Test
  void aGoodRunHasNoProblems() {
    assertThat(RunCriteria.problems(load(1_000_000, 100, 0), 200, HALF_AN_HOUR)).isEmpty();
  }

  @Test
  void oneEventInTenThousandMayStayOpen() {
    assertThat(RunCriteria.problems(load(1_000_000, 101, 0), 200, HALF_AN_HOUR))
        .singleElement()
        .asString()
        .contains("99.9899 %");
    assertThat(RunCriteria.problems(load(0, 0, 0), 200, HALF_AN_HOUR)).hasSize(1);
  }

  @Test
  void noEventMayBeRefused() {
    assertThat(RunCriteria.problems(load(1_000_000, 0, 1), 200, HALF_AN_HOUR))
        .singleElement()
        .asString()
        .contains("refused 1 events");
  }

  @Test
  void enoughMustHappenForItsTime() {
    assertThat(RunCriteria.problems(load(1, 0, 0), 199, HALF_AN_HOUR))
        .singleElement()
        .asString()
        .contains("199", "200");
    assertThat(RunCriteria.problems(load(1, 0, 0), 13, Duration.ofMinutes(2))).isEmpty();
    assertThat(RunCriteria.problems(load(1, 0, 0), 12, Duration.ofMinutes(2))).hasSize(1);
  }

  private static LoadResult load(long acknowledged, long indeterminate, long rejected) {
    return new LoadResult(
        acknowledged, 0, 0, indeterminate, rejected, 0, 0, 0, 0, 0, 0, 0, new Histogram(3), 1);
  }
}

package dev.firn.ops.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Tally.Counts COUNTS = new Tally.Counts(12_000, 9_000, 20, 1, 2_000, 0, 3);

  @Test
  void aBarIsShownWhereTheSizeIsKnown() {
    assertThat(Progress.line(COUNTS, 4_000, 50, OptionalLong.of(100)))
        .isEqualTo(
            "[############------------]  50%  4,000 events/s  acknowledged 9,000  duplicates 20"
                + "  rejected 1  in flight 2,000");
  }

  @Test
  void standardInputHasNoEndToBeNear() {
    assertThat(Progress.line(COUNTS, 4_000, 50, OptionalLong.empty())).startsWith("4,000 events/s");
  }
}

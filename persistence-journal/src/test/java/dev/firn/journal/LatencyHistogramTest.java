package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LatencyHistogramTest {

  @Test
  void a_duration_lies_at_or_below_the_bound_of_its_bucket() {
    for (long micros : new long[] {0, 1, 32, 33, 64, 65, 1000, 1_000_000, 10_000_000_000L}) {
      int bucket = LatencyHistogram.bucket(micros * 1000);
      assertThat(micros).isLessThanOrEqualTo(LatencyHistogram.upperMicros(bucket));
      assertThat(bucket == 0 || micros > LatencyHistogram.upperMicros(bucket - 1)).isTrue();
    }
  }

  @Test
  void quantiles_are_bounds_of_buckets() {
    List<Long> counts = new ArrayList<>(Collections.nCopies(LatencyHistogram.BUCKETS, 0L));
    assertThat(new LatencyHistogram(counts, Duration.ZERO).quantileMicros(0.5)).isZero();
    counts.set(1, 99L);
    counts.set(3, 1L);
    LatencyHistogram histogram = new LatencyHistogram(counts, Duration.ofMillis(7));
    assertThat(histogram.count()).isEqualTo(100);
    assertThat(histogram.quantileMicros(0.5)).isEqualTo(64);
    assertThat(histogram.quantileMicros(0.99)).isEqualTo(64);
    assertThat(histogram.quantileMicros(1)).isEqualTo(256);
  }
}

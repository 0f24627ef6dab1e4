package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.compaction.CompactionPolicy.Candidate;
import dev.firn.catalog.settings.CompactionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CompactionPolicyTest {
  private static final long TARGET = 1000;
  private final CompactionPolicy policy =
      new CompactionPolicy(
          new CompactionSettings(
              4,
              TARGET,
              TARGET * 16,
              Duration.ZERO,
              List.of(),
              OnCompactedTable.SETTINGS.rewrite()));

  private static List<Candidate<Long>> files(boolean isSettled, long... sizes) {
    return LongStream.of(sizes).mapToObj(size -> new Candidate<>(size, size, isSettled)).toList();
  }

  private List<Long> chosen(Occasion occasion, List<Candidate<Long>> files) {
    return policy.choose(files, occasion).stream().map(Candidate::file).toList();
  }

  @Test
  void whatIsNearTheTargetIsNeverChosen() {
    for (Occasion occasion : Occasion.values()) {
      assertThat(chosen(occasion, files(true, 750, 1000, 1800, 5000))).isEmpty();
    }
    assertThat(chosen(Occasion.ASKED, files(false, 749, 1000, 3))).containsExactly(749L, 3L);
  }

  @Test
  void oneFileIsNotRewritten() {
    assertThat(chosen(Occasion.ASKED, files(true, 3))).isEmpty();
    assertThat(chosen(Occasion.HOUR_PASSED, files(true, 3, 900))).isEmpty();
  }

  @Test
  void afterTheHourAllAreRewrittenOnceTheyHaveSettled() {
    List<Candidate<Long>> files = new ArrayList<>(files(true, 5, 6));
    assertThat(chosen(Occasion.HOUR_PASSED, files)).containsExactly(5L, 6L);
    files.addAll(files(false, 7));
    assertThat(chosen(Occasion.HOUR_PASSED, files)).isEmpty();
    files.addAll(files(true, 8, 9));
    assertThat(chosen(Occasion.HOUR_PASSED, files)).containsExactly(5L, 6L, 8L, 9L);
  }

  @Test
  void whileTheHourLastsTheLowestFullTierIsGathered() {
    assertThat(chosen(Occasion.HOUR_LASTS, files(false, 5, 6, 7))).isEmpty();
    assertThat(chosen(Occasion.HOUR_LASTS, files(false, 5, 6, 7, 8, 100, 200)))
        .containsExactlyInAnyOrder(5L, 6L, 7L, 8L);
    assertThat(chosen(Occasion.HOUR_LASTS, files(false, 5, 70, 80, 90, 100, 300)))
        .containsExactlyInAnyOrder(5L, 70L, 80L, 90L, 100L);
  }

  /** With a threshold of four and a target of a thousand a row is rewritten four times at most. */
  @Test
  void aRowIsRewrittenOnceForEachTier() {
    List<Candidate<Long>> files = new ArrayList<>();
    long written = 0;
    long rewritten = 0;
    for (int i = 0; i < 2000; i++) {
      files.addAll(files(false, 5));
      written += 5;
      List<Candidate<Long>> chosen = policy.choose(files, Occasion.HOUR_LASTS);
      long sum = chosen.stream().mapToLong(Candidate::bytes).sum();
      if (sum > 0) {
        files.removeAll(chosen);
        files.addAll(files(false, sum));
        rewritten += sum;
      }
    }
    assertThat((double) rewritten / written).isLessThan(5);
    assertThat(files).hasSizeLessThan(2 + 4 * 4 + 2 * (int) (written / TARGET));
  }
}

package dev.firn.catalog.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.upkeep.ManifestPolicy.Sized;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManifestPolicyTest {
  private static final long TARGET = 1_000_000;
  private static final int COMMITS = 10_000;

  private final ManifestPolicy policy = new ManifestPolicy(10, TARGET);

  private static List<Sized> times(int count, long length, int spec) {
    List<Sized> manifests = new ArrayList<>();
    IntStream.range(0, count)
        .forEach(i -> manifests.add(new Sized(spec + "-" + length + "-" + i, length, spec)));
    return manifests;
  }

  @Test
  void fewAreLeftAlone() {
    assertThat(policy.choose(times(9, 8, 0))).isEmpty();
    assertThat(policy.choose(times(10, 8, 0))).hasSize(10);
  }

  @Test
  void largeOnesStayAndMiddlingOnesWaitForEnoughSmallOnes() {
    List<Sized> manifests = times(10, 8, 0);
    manifests.addAll(times(1, 100, 0));
    manifests.addAll(times(1, 900, 0));
    manifests.addAll(times(20, 800_000, 0));
    assertThat(policy.choose(manifests)).extracting(Sized::length).hasSize(11).endsWith(100L);
  }

  @Test
  void thoseOfAnotherSpecAreNotMergedWithTheOthers() {
    List<Sized> manifests = times(9, 8, 0);
    manifests.addAll(times(9, 8, 1));
    assertThat(policy.choose(manifests)).isEmpty();
    manifests.addAll(times(1, 7, 1));
    assertThat(policy.choose(manifests)).extracting(Sized::specId).hasSize(10).containsOnly(1);
  }

  @Test
  void overManyCommitsThereAreFewAndEachEntryIsWrittenAFewTimes() {
    List<Sized> manifests = new ArrayList<>();
    long written = 0;
    for (int commit = 1; commit <= COMMITS; commit++) {
      manifests.add(new Sized("m" + commit, 10, 0));
      List<Sized> chosen = policy.choose(manifests);
      if (!chosen.isEmpty()) {
        long merged = chosen.stream().mapToLong(Sized::length).sum();
        written += merged;
        manifests.removeAll(chosen);
        manifests.add(new Sized("merged" + commit, merged, 0));
      }
      assertThat(manifests).hasSizeLessThan(25);
    }
    assertThat(written / (10.0 * COMMITS)).isLessThan(8);
  }
}

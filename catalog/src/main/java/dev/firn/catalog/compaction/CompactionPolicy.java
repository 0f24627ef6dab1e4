package dev.firn.catalog.compaction;

import dev.firn.catalog.settings.CompactionSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Which files of a partition are worth rewriting now. Files near the target size never are, so that
 * what comes late costs the rewriting of small files alone. While the hour lasts, files are
 * gathered by tiers, each holding files of the size that a threshold of those of the tier below
 * have together: a row is then rewritten once for each tier, not once for each file that comes.
 * After the hour they are rewritten once all are settled, or else once there are too many.
 */
final class CompactionPolicy {
  private final CompactionSettings settings;

  CompactionPolicy(CompactionSettings settings) {
    this.settings = settings;
  }

  /**
   * A file as far as it matters here.
   *
   * @param file whatever stands for it
   * @param isSettled whether it is in the table for good
   */
  record Candidate<T>(T file, long bytes, boolean isSettled) {}

  /** Those to be rewritten, none or at least two. */
  <T> List<Candidate<T>> choose(List<Candidate<T>> files, Occasion occasion) {
    List<Candidate<T>> small =
        files.stream().filter(file -> settings.isSmall(file.bytes())).toList();
    List<Candidate<T>> chosen =
        switch (occasion) {
          case ASKED -> small;
          case HOUR_PASSED -> afterwards(small);
          case HOUR_LASTS -> tier(small);
          case FILL -> List.of(); // goes by columns, not by size
        };
    return chosen.size() < 2 ? List.of() : chosen;
  }

  private <T> List<Candidate<T>> afterwards(List<Candidate<T>> small) {
    List<Candidate<T>> settled = small.stream().filter(Candidate::isSettled).toList();
    boolean isCalm = settled.size() == small.size();
    return isCalm || settled.size() >= settings.threshold() ? settled : List.of();
  }

  /** The lowest tier that is full, with all below it. */
  private <T> List<Candidate<T>> tier(List<Candidate<T>> small) {
    TreeMap<Integer, List<Candidate<T>>> tiers = new TreeMap<>(Comparator.reverseOrder());
    for (Candidate<T> file : small) {
      tiers.computeIfAbsent(tier(file.bytes()), tier -> new ArrayList<>()).add(file);
    }
    List<Candidate<T>> chosen = new ArrayList<>();
    for (List<Candidate<T>> tier : tiers.values()) {
      chosen.addAll(tier);
      if (tier.size() >= settings.threshold()) {
        return chosen;
      }
    }
    return List.of();
  }

  /** How many times its size must be multiplied by the threshold to come to the target. */
  private int tier(long bytes) {
    int tier = 0;
    long size = settings.targetFileSize() / settings.threshold();
    while (bytes < size) {
      size /= settings.threshold();
      tier++;
    }
    return tier;
  }
}

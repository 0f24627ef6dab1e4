package dev.firn.catalog.upkeep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which manifests are worth merging. The smallest are taken, and larger ones as long as they are no
 * more than twice of what was taken before them: so what is merged grows by half at least each
 * time, and an entry is written anew a number of times that goes by the logarithm of the table's
 * files, not by the number of commits.
 */
final class ManifestPolicy {
  /** Larger ones, as a share of the target size, stay as they are. */
  private static final double SMALL = 0.75;

  private final int threshold;
  private final long targetSize;

  /**
   * @param threshold fewer are left alone
   * @param targetSize of a manifest, in bytes
   */
  ManifestPolicy(int threshold, long targetSize) {
    this.threshold = threshold;
    this.targetSize = targetSize;
  }

  /** A manifest of data files. */
  record Sized(String path, long length, int specId) {}

  /** Manifests of one partition spec are merged with each other alone. */
  List<Sized> choose(List<Sized> manifests) {
    Map<Integer, List<Sized>> small =
        manifests.stream()
            .filter(manifest -> manifest.length() < SMALL * targetSize)
            .sorted(Comparator.comparingLong(Sized::length))
            .collect(Collectors.groupingBy(Sized::specId));
    return small.values().stream().flatMap(each -> lowest(each).stream()).toList();
  }

  private List<Sized> lowest(List<Sized> ascending) {
    List<Sized> taken = new ArrayList<>();
    long bytes = 0;
    for (Sized manifest : ascending) {
      if (!taken.isEmpty() && manifest.length() > 2 * bytes) {
        break;
      }
      taken.add(manifest);
      bytes += manifest.length();
    }
    return taken.size() < threshold ? List.of() : taken;
  }
}

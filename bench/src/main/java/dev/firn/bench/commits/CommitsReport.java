package dev.firn.bench.commits;

import java.util.List;

/**
 * What was measured.
 *
 * @param tookSeconds all in all, with the writing of the data files
 * @param repeated attempts of commits that met a commit of upkeep
 * @param upkeep how it has done; all zero without
 */
record CommitsReport(
    boolean hasUpkeep,
    int commits,
    double tookSeconds,
    long repeated,
    Upkeep upkeep,
    List<Stage> stages) {
  CommitsReport {
    stages = List.copyOf(stages);
  }

  /**
   * Beside the commits.
   *
   * @param repeated attempts of merges that met a commit of events
   * @param failed steps that lost every race
   */
  record Upkeep(
      long rounds, long expired, long merges, long repeated, long failed, double busySeconds) {}

  /**
   * Some commits in a row, and the table's metadata after them.
   *
   * @param readsFromStore manifests and manifest lists that were not in memory
   */
  record Stage(
      int through,
      double p50Millis,
      double p99Millis,
      double maxMillis,
      long snapshots,
      long manifests,
      long metadataBytes,
      long manifestListBytes,
      long manifestBytes,
      long readsFromStore) {}
}

package dev.firn.catalog.settings;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;

/**
 * {@code firn.compaction}: which files are rewritten, and how.
 *
 * @param threshold small files of one size that are too many while their hour lasts
 * @param targetFileSize in bytes
 * @param largestJob bytes of files that are rewritten at once; more are sorted in several parts
 * @param stretch of time that is sorted by columns; zero for none
 * @param sortColumns within a stretch, before time
 */
public record CompactionSettings(
    int threshold,
    long targetFileSize,
    long largestJob,
    Duration stretch,
    List<String> sortColumns,
    RewriteSettings rewrite) {
  /** Smaller files, as a share of the target size, are worth rewriting. */
  private static final double SMALL = 0.75;

  public CompactionSettings {
    sortColumns = List.copyOf(sortColumns);
    if (threshold < 2 || targetFileSize < 1 || largestJob < targetFileSize) {
      throw new IllegalArgumentException(
          "firn.compaction needs threshold >= 2 and largest-job >= the target file size >= 1 B, not "
              + threshold
              + ", "
              + largestJob
              + " and "
              + targetFileSize);
    }
  }

  public boolean isSmall(long bytes) {
    return bytes < SMALL * targetFileSize;
  }

  /**
   * Reads {@code firn.compaction} of a configuration, and the target size of {@code firn.table}.
   */
  public static CompactionSettings from(Config root) {
    Config config = root.getConfig("firn.compaction");
    return new CompactionSettings(
        config.getInt("threshold"),
        TableSettings.from(root).targetFileSize(),
        config.getBytes("largest-job"),
        config.getDuration("sort.stretch"),
        config.getStringList("sort.columns"),
        new RewriteSettings(
            config.getBytes("memory"),
            config.getInt("row-group-rows"),
            config.getBytes("row-group-bytes"),
            Math.toIntExact(config.getBytes("page-size")),
            Math.toIntExact(config.getBytes("dictionary-size")),
            config.getInt("zstd-level"),
            config.getStringList("bloom.columns"),
            config.getDouble("bloom.false-positives")));
  }
}

package dev.firn.catalog.settings;

import java.util.List;

/**
 * How rows are written when files are rewritten.
 *
 * @param memory bytes for rows while they are sorted; what exceeds it goes to local disk
 * @param rowGroupRows of one row group, if they fit into its bytes
 * @param rowGroupBytes that a row group may take in memory, compressed
 * @param dictionarySize bytes of a column's dictionary up to which there is one
 * @param bloomColumns that have a bloom filter where they have no dictionary
 */
public record RewriteSettings(
    long memory,
    int rowGroupRows,
    long rowGroupBytes,
    int pageSize,
    int dictionarySize,
    int zstdLevel,
    List<String> bloomColumns,
    double bloomFalsePositives) {
  public RewriteSettings {
    bloomColumns = List.copyOf(bloomColumns);
    if (memory < 1 << 20 || rowGroupRows < 1 || rowGroupBytes < 1 << 20 || pageSize < 1024) {
      throw new IllegalArgumentException(
          "firn.compaction needs memory >= 1 MiB, row-group-rows >= 1, row-group-bytes >= 1 MiB and"
              + " page-size >= 1 KiB, not "
              + memory
              + ", "
              + rowGroupRows
              + ", "
              + rowGroupBytes
              + " and "
              + pageSize);
    }
  }
}

package dev.firn.catalog.settings;

import com.typesafe.config.Config;

/**
 * What of {@code firn.flush} concerns the files themselves.
 *
 * @param pageSize bytes of a page before compression
 * @param compressionLevel of Zstandard
 * @param openBytes rows that one open writer holds decompressed
 */
public record DataFileSettings(
    int rowGroupRows, int pageSize, int compressionLevel, long openBytes) {

  public DataFileSettings {
    if (rowGroupRows < 1 || pageSize < 1024 || openBytes < 1) {
      throw new IllegalArgumentException(
          "firn.flush needs row-group-rows >= 1, page-size >= 1 KiB and open-bytes >= 1, not "
              + rowGroupRows
              + ", "
              + pageSize
              + " and "
              + openBytes);
    }
  }

  /** Reads {@code firn.flush} of a configuration. */
  public static DataFileSettings from(Config root) {
    Config config = root.getConfig("firn.flush");
    return new DataFileSettings(
        config.getInt("row-group-rows"),
        Math.toIntExact(config.getBytes("page-size")),
        config.getInt("zstd-level"),
        config.getBytes("open-bytes"));
  }
}

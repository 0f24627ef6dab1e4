package dev.firn.bench.storage;

/**
 * Bytes of the same events in several forms.
 *
 * @param plain Parquet as flushed: snappy, unsorted, by Iceberg's own writer
 * @param zstd one file a partition, unsorted, by Iceberg's own writer
 */
record StorageReport(
    String file,
    long events,
    long partitions,
    long rawBytes,
    Form plain,
    Form zstd,
    Form flushed,
    Form compacted,
    double lessThanPlain,
    double lessThanZstd,
    Compaction compaction) {

  record Form(long files, long bytes, double bytesPerEvent) {
    static Form of(long files, long bytes, long events) {
      return new Form(files, bytes, rounded((double) bytes / Math.max(1, events)));
    }
  }

  /**
   * What compacting cost.
   *
   * @param parquetMegabytesPerSecond of the files read
   * @param rawMegabytesPerSecond of the JSON that these stand for
   * @param peakHeapMegabytes the most that the heap held, garbage included
   */
  record Compaction(
      double seconds,
      double cpuSeconds,
      double cpuMicrosPerEvent,
      double parquetMegabytesPerSecond,
      double rawMegabytesPerSecond,
      double cpuSecondsPerParquetGigabyte,
      double cpuSecondsPerRawGigabyte,
      double peakHeapMegabytes,
      long runs) {}

  static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  static double saved(Form form, Form than) {
    return rounded(100 * (1 - (double) form.bytes() / Math.max(1, than.bytes())));
  }
}

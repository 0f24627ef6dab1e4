package dev.firn.bench.storage;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.bench.storage.StorageReport.Compaction;
import dev.firn.bench.storage.StorageReport.Form;
import dev.firn.bench.target.LocalTable;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.rewrite.RewriteMonitor;
import dev.firn.catalog.rewrite.Rewritten;
import dev.firn.catalog.rewrite.RowOrdering;
import dev.firn.catalog.rewrite.RowRewrite;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.events.PartitionKey;
import dev.firn.events.decode.UnreadableRequestException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/** Measures one file of events. */
final class StorageRun {
  private final Path folder;
  private final CompactionSettings compaction;
  private final DataFileSettings flush;
  private final int flushRows;

  StorageRun(Path folder, CompactionSettings compaction, DataFileSettings flush, int flushRows) {
    this.folder = folder;
    this.compaction = compaction;
    this.flush = flush;
    this.flushRows = flushRows;
  }

  StorageReport measure(Path events, boolean oneHour)
      throws IOException, UnreadableRequestException {
    try (LocalTable local = LocalTable.in(folder)) {
      Flushes flushes = new Flushes(new DataFileWriter(local.table(), flush), flushRows);
      flushes.take(events, oneHour);
      Table table = local.table().fresh();
      Sizes plain = new Sizes();
      Sizes zstd = new Sizes();
      Sizes flushed = new Sizes();
      Map<PartitionKey, List<DataFile>> files = new TreeMap<>();
      flushes
          .files()
          .forEach((partition, descriptors) -> files.put(partition, parsed(descriptors, table)));
      for (List<DataFile> ofPartition : files.values()) {
        measurePlain(table, ofPartition, plain, zstd);
        ofPartition.forEach(file -> flushed.add(file.fileSizeInBytes()));
      }
      Sizes compacted = new Sizes();
      Compaction cost = compact(local, files, compacted, flushes.rawBytes(), flushed.bytes);
      return report(events, flushes, plain, zstd, flushed, compacted, cost, files.size());
    }
  }

  private static StorageReport report(
      Path events,
      Flushes flushes,
      Sizes plain,
      Sizes zstd,
      Sizes flushed,
      Sizes compacted,
      Compaction cost,
      int partitions) {
    long count = flushes.events();
    Form small = compacted.form(count);
    return new StorageReport(
        String.valueOf(events.getFileName()),
        count,
        partitions,
        flushes.rawBytes(),
        plain.form(count),
        zstd.form(count),
        flushed.form(count),
        small,
        StorageReport.saved(small, plain.form(count)),
        StorageReport.saved(small, zstd.form(count)),
        cost);
  }

  private static List<DataFile> parsed(List<String> descriptors, Table table) {
    List<DataFile> files = new ArrayList<>();
    for (String descriptor : descriptors) {
      try {
        files.add(
            (DataFile)
                ContentFileParser.fromJson(
                    new JsonMapper().readTree(descriptor),
                    Map.of(table.spec().specId(), table.spec())));
      } catch (IOException e) {
        throw new IllegalStateException("Not a descriptor: " + descriptor, e);
      }
    }
    return files;
  }

  private static void measurePlain(Table table, List<DataFile> files, Sizes plain, Sizes zstd)
      throws IOException {
    try (PlainFiles whole = new PlainFiles(table, files.get(0), "zstd")) {
      for (DataFile file : files) {
        try (PlainFiles one = new PlainFiles(table, file, "snappy")) {
          one.addRowsOf(file);
          plain.add(one.bytes());
        }
        whole.addRowsOf(file);
      }
      zstd.add(whole.bytes());
    }
  }

  private Compaction compact(
      LocalTable local,
      Map<PartitionKey, List<DataFile>> files,
      Sizes compacted,
      long rawBytes,
      long flushedBytes) {
    HeapPeak heap = HeapPeak.begin();
    long start = System.nanoTime();
    long cpu = cpuNanos();
    long rows = 0;
    long runs = 0;
    for (Map.Entry<PartitionKey, List<DataFile>> partition : files.entrySet()) {
      Rewritten rewritten =
          new RowRewrite(
                  local.table().form(),
                  local.table().io(),
                  partition.getKey(),
                  compaction.rewrite(),
                  new RowOrdering(compaction.stretch(), compaction.sortColumns()),
                  true)
              .write(
                  partition.getValue().stream()
                      .map(file -> new RowRewrite.Input(file, true))
                      .toList(),
                  List.of(),
                  compaction.targetFileSize(),
                  folder.resolve("scratch"),
                  RewriteMonitor.none());
      rewritten.files().forEach(file -> compacted.add(file.fileSizeInBytes()));
      rows += rewritten.rowsRead();
      runs += rewritten.runs();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (cpuNanos() - cpu) / 1e9;
    return new Compaction(
        StorageReport.rounded(seconds),
        StorageReport.rounded(cpuSeconds),
        StorageReport.rounded(cpuSeconds * 1e6 / Math.max(1, rows)),
        StorageReport.rounded(flushedBytes / seconds / 1e6),
        StorageReport.rounded(rawBytes / seconds / 1e6),
        StorageReport.rounded(cpuSeconds * 1e9 / flushedBytes),
        StorageReport.rounded(cpuSeconds * 1e9 / rawBytes),
        StorageReport.rounded(heap.bytes() / 1e6),
        runs);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static final class Sizes {
    long files;
    long bytes;

    void add(long size) {
      files++;
      bytes += size;
    }

    Form form(long events) {
      return Form.of(files, bytes, events);
    }
  }
}

package dev.firn.catalog.rewrite;

import dev.firn.catalog.datafile.CountingOutput;
import dev.firn.catalog.datafile.DataFilePaths;
import dev.firn.catalog.datafile.ParquetDataFile;
import dev.firn.catalog.settings.RewriteSettings;
import dev.firn.catalog.table.TableForm;
import dev.firn.events.PartitionKey;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that rows go to, one after the other, each closed once it is large enough. */
final class RewriteOutput implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(RewriteOutput.class);

  private final TableForm table;
  private final FileIO io;
  private final PartitionKey partition;
  private final RowForm form;
  private final RewriteSettings settings;
  private final boolean isByTime;
  private final long fileSize;
  private final long expectedRows;
  private final List<DataFile> files = new ArrayList<>();
  private Map<String, String> metadata;
  private @Nullable RowFile file;
  private long rows;

  /**
   * @param fileSize bytes to aim at
   * @param expectedRows in all files together
   * @param metadata for the footer of the first file
   */
  RewriteOutput(
      TableForm table,
      FileIO io,
      PartitionKey partition,
      RowForm form,
      RewriteSettings settings,
      boolean isByTime,
      long fileSize,
      long expectedRows,
      Map<String, String> metadata) {
    this.table = table;
    this.io = io;
    this.partition = partition;
    this.form = form;
    this.settings = settings;
    this.isByTime = isByTime;
    this.fileSize = fileSize;
    this.expectedRows = expectedRows;
    this.metadata = metadata;
  }

  void add(byte[] array, int start) throws IOException {
    RowFile open = file;
    if (open == null) {
      String location = DataFilePaths.next(table.location(), partition);
      CountingOutput output = new CountingOutput(io.newOutputFile(location));
      open = new RowFile(output, form, settings, expectedRows - rows);
      file = open;
    }
    open.add(array, start);
    rows++;
    if (open.isBetweenGroups() && isWhole(open.bytes(), remaining(open), fileSize)) {
      finish();
    }
  }

  /** Bytes that the rows still to come will take, if they are like those of the file. */
  private long remaining(RowFile open) {
    return (long) ((double) open.bytes() / open.rows() * (expectedRows - rows));
  }

  /**
   * Whether a file is closed. What would make too small a file of its own stays with the one
   * before, so that there are no more than 1.2 times the files that the target size asks for.
   *
   * @param bytes of the file so far
   * @param remaining bytes yet to be written
   */
  static boolean isWhole(long bytes, long remaining, long target) {
    return bytes >= target && remaining >= 0.7 * target;
  }

  long rows() {
    return rows;
  }

  /** Ends the last file; all are durable then. */
  List<DataFile> finish() throws IOException {
    RowFile open = file;
    if (open != null) {
      ParquetDataFile written = open.finish(metadata);
      metadata = Map.of();
      open.close();
      files.add(describe(written, open.location()));
      file = null;
    }
    return List.copyOf(files);
  }

  private DataFile describe(ParquetDataFile written, String location) {
    PartitionData values = new PartitionData(table.spec().partitionType());
    values.set(0, partition.type());
    values.set(1, Math.toIntExact(partition.hour()));
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(written.bytes())
            .withPartition(values)
            .withMetrics(written.metrics(table.metricsConfig()))
            .withSplitOffsets(written.splitOffsets());
    return (isByTime ? builder.withSortOrder(table.sortOrder()) : builder).build();
  }

  /** Deletes what was written; only for files that nobody was ever told of. */
  void discard() {
    List<String> locations = new ArrayList<>(files.stream().map(DataFile::location).toList());
    RowFile open = file;
    if (open != null) {
      locations.add(open.location());
    }
    try {
      close();
    } catch (IOException e) {
      LOG.debug("Could not close a file that is discarded", e);
    }
    discard(io, locations);
  }

  static void discard(FileIO io, List<String> locations) {
    for (String location : locations) {
      try {
        io.deleteFile(location);
      } catch (RuntimeException e) {
        LOG.warn("Could not delete {}, which nothing refers to", location, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    RowFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}

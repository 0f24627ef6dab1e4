package dev.firn.catalog.datafile;

import dev.firn.catalog.promotion.Misfits;
import dev.firn.catalog.promotion.PromotedValues;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.table.TableForm;
import dev.firn.events.AppendedBatch;
import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a partition's batches into one data file. Blocking; safe to call from many threads at once,
 * each call being one open writer. A call holds at most the opened rows of one run of batches
 * ({@link DataFileSettings#openBytes}) and the pages of one row group.
 */
public final class DataFileWriter {
  private static final Logger LOG = LoggerFactory.getLogger(DataFileWriter.class);

  private final EventTable table;
  private final DataFileSettings settings;
  private final Misfits misfits;

  public DataFileWriter(EventTable table, DataFileSettings settings) {
    this(table, settings, Misfits.IGNORED);
  }

  /**
   * @param misfits hears of values that do not fit promoted columns, once for each file
   */
  public DataFileWriter(EventTable table, DataFileSettings settings, Misfits misfits) {
    this.table = table;
    this.settings = settings;
    this.misfits = misfits;
  }

  /**
   * Writes the accepted rows of the batches. When it returns, the file is durable; when it throws,
   * no file is left, as far as the store allowed to delete it.
   *
   * @param ingestWriter the partition id and its epoch, for the column of that name
   * @param batches by append, with at least one accepted row
   * @throws UnwritableRowsException when some of the rows can never be written
   * @throws UncheckedIOException when the store failed; the same call may be made again
   */
  public WrittenFile write(
      PartitionKey partition, String ingestWriter, List<AppendedBatch> batches) {
    if (batches.stream().allMatch(batch -> batch.accepted() == 0)) {
      throw new IllegalArgumentException("No rows to write for " + partition.id());
    }
    TableForm form = table.form();
    FileIO io = table.io();
    String location = DataFilePaths.next(form.location(), partition);
    CountingOutput output = new CountingOutput(io.newOutputFile(location));
    try {
      PromotedValues promoted = promoted(form, partition);
      WrittenFile written = write(form, promoted, output, partition, ingestWriter, batches);
      promoted.tell(misfits);
      return written;
    } catch (IOException | RuntimeException e) {
      deletePartial(io, location, e);
      if (!output.hasFailed()) {
        requireWritable(form, partition, batches, e);
      }
      throw e instanceof RuntimeException failure
          ? failure
          : new UncheckedIOException("Could not write " + location, (IOException) e);
    }
  }

  /** What fails without the store is tried without the store. */
  private void requireWritable(
      TableForm form, PartitionKey partition, List<AppendedBatch> batches, Exception failure) {
    List<UnwritableRow> rows =
        new UnwritableRows(
                partition,
                form.fileSchema(),
                (key, some) -> write(form, promoted(form, key), memory(), key, "nobody", some))
            .find(batches);
    if (!rows.isEmpty()) {
      throw new UnwritableRowsException(rows, form, failure);
    }
  }

  private static PromotedValues promoted(TableForm form, PartitionKey partition) {
    return new PromotedValues(form.promoted(partition.type()));
  }

  private static CountingOutput memory() {
    return new CountingOutput(new InMemoryOutputFile("memory"));
  }

  /** Writes a few rows to memory: the first file of a process costs a second of class loading. */
  public void warmUp() {
    List<AppendedBatch> rows = WarmUpRows.batches();
    try {
      write(
          table.form().asCreated(),
          new PromotedValues(List.of()),
          memory(),
          WarmUpRows.PARTITION,
          "warm-up",
          rows);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write to memory", e);
    }
  }

  private WrittenFile write(
      TableForm form,
      PromotedValues promoted,
      CountingOutput output,
      PartitionKey partition,
      String ingestWriter,
      List<AppendedBatch> batches)
      throws IOException {
    String location = output.location();
    try (ParquetDataFile file =
        new ParquetDataFile(output, form.fileSchema(promoted.columns()), settings)) {
      RunWriter runs = new RunWriter(file, settings, promoted, partition, ingestWriter);
      List<List<AppendedBatch>> runsOfBatches = runs(batches);
      long rows = 0;
      for (List<AppendedBatch> run : runsOfBatches) {
        rows += runs.write(run);
      }
      file.finish();
      DataFile dataFile = describe(form, file, location, partition, runsOfBatches.size() == 1);
      return new WrittenFile(
          location,
          file.bytes(),
          rows,
          ContentFileParser.toJson(dataFile, form.spec()),
          form.uuid(),
          form.schema().schemaId(),
          form.spec().specId());
    }
  }

  /** Consecutive batches that may be open together. */
  private List<List<AppendedBatch>> runs(List<AppendedBatch> batches) {
    List<List<AppendedBatch>> runs = new ArrayList<>();
    List<AppendedBatch> run = new ArrayList<>();
    long bytes = 0;
    for (AppendedBatch batch : batches) {
      if (batch.accepted() == 0) {
        continue;
      }
      if (!run.isEmpty() && bytes + batch.batch().bodyLength() > settings.openBytes()) {
        runs.add(run);
        run = new ArrayList<>();
        bytes = 0;
      }
      run.add(batch);
      bytes += batch.batch().bodyLength();
    }
    runs.add(run);
    return runs;
  }

  private static DataFile describe(
      TableForm form,
      ParquetDataFile file,
      String location,
      PartitionKey partition,
      boolean isSorted) {
    PartitionData values = new PartitionData(form.spec().partitionType());
    values.set(0, partition.type());
    values.set(1, Math.toIntExact(partition.hour()));
    DataFiles.Builder builder =
        DataFiles.builder(form.spec())
            .withPath(location)
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(file.bytes())
            .withPartition(values)
            .withMetrics(file.metrics(form.metricsConfig()))
            .withSplitOffsets(file.splitOffsets());
    return (isSorted ? builder.withSortOrder(form.sortOrder()) : builder).build();
  }

  private static void deletePartial(FileIO io, String location, Exception cause) {
    try {
      io.deleteFile(location);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      LOG.warn("Could not delete the partial file {}; clean-up will find it", location);
    }
  }
}

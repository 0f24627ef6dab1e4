package dev.firn.catalog.datafile;

import dev.firn.catalog.settings.DataFileSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file being written: row groups of pages that {@link EventColumns} built, and a footer
 * from which Iceberg takes its metrics. No Hadoop Configuration takes part: building one costs
 * milliseconds a file.
 */
public final class ParquetDataFile implements AutoCloseable {
  /** For block-aligned file systems, of which none is used here. */
  private static final long BLOCK_SIZE_HINT = 128L << 20;

  private final MessageType schema;
  private final Schema fileSchema;
  private final ZstdPages compressor;
  private final CountingOutput output;
  private final ParquetFileWriter writer;

  ParquetDataFile(CountingOutput output, Schema fileSchema, DataFileSettings settings)
      throws IOException {
    this(output, fileSchema, settings.compressionLevel());
  }

  public ParquetDataFile(CountingOutput output, Schema fileSchema, int compressionLevel)
      throws IOException {
    this.fileSchema = fileSchema;
    this.schema = ParquetSchemaUtil.convert(fileSchema, "table");
    this.output = output;
    this.writer =
        new ParquetFileWriter(
            output,
            schema,
            ParquetFileWriter.Mode.CREATE,
            BLOCK_SIZE_HINT,
            0,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    this.compressor = new ZstdPages(compressionLevel);
    writer.start();
  }

  public MessageType schema() {
    return schema;
  }

  public ColumnChunkPageWriteStore newRowGroup() {
    return new ColumnChunkPageWriteStore(
        compressor,
        schema,
        HeapByteBufferAllocator.getInstance(),
        ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH);
  }

  public void writeRowGroup(ColumnChunkPageWriteStore pages, int rows) throws IOException {
    writer.startBlock(rows);
    pages.flushToFileWriter(writer);
    writer.endBlock();
  }

  /** Writes the footer; from here on the file is whole. */
  void finish() throws IOException {
    finish(Map.of());
  }

  /**
   * The same with more in the footer.
   *
   * @param more key-value metadata
   */
  public void finish(Map<String, String> more) throws IOException {
    Map<String, String> known = new HashMap<>(more);
    known.put("iceberg.schema", SchemaParser.toJson(fileSchema));
    writer.end(FileChecksum.footerMetadata(known, output));
  }

  public long bytes() {
    return output.count();
  }

  public Metrics metrics(MetricsConfig config) {
    return ParquetUtil.footerMetrics(footer(), Stream.empty(), config);
  }

  public List<Long> splitOffsets() {
    return ParquetUtil.getSplitOffsets(footer());
  }

  private ParquetMetadata footer() {
    return writer.getFooter();
  }

  @Override
  public void close() throws IOException {
    compressor.release();
    output.close();
  }
}

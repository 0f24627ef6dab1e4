package dev.firn.catalog.datafile;

import dev.firn.catalog.settings.DataFileSettings;
import java.io.IOException;
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
final class ParquetDataFile implements AutoCloseable {
  /** For block-aligned file systems, of which none is used here. */
  private static final long BLOCK_SIZE_HINT = 128L << 20;

  private final MessageType schema;
  private final Schema fileSchema;
  private final ZstdPages compressor;
  private final CountingOutput output;
  private final ParquetFileWriter writer;

  ParquetDataFile(CountingOutput output, Schema fileSchema, DataFileSettings settings)
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
    this.compressor = new ZstdPages(settings.compressionLevel());
    writer.start();
  }

  MessageType schema() {
    return schema;
  }

  ColumnChunkPageWriteStore newRowGroup() {
    return new ColumnChunkPageWriteStore(
        compressor,
        schema,
        HeapByteBufferAllocator.getInstance(),
        ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH);
  }

  void writeRowGroup(ColumnChunkPageWriteStore pages, int rows) throws IOException {
    writer.startBlock(rows);
    pages.flushToFileWriter(writer);
    writer.endBlock();
  }

  /** Writes the footer; from here on the file is whole. */
  void finish() throws IOException {
    writer.end(
        FileChecksum.footerMetadata(
            Map.of("iceberg.schema", SchemaParser.toJson(fileSchema)), output));
  }

  long bytes() {
    return output.count();
  }

  Metrics metrics(MetricsConfig config) {
    return ParquetUtil.footerMetrics(footer(), Stream.empty(), config);
  }

  List<Long> splitOffsets() {
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

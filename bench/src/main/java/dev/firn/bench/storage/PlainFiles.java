package dev.firn.bench.storage;

import dev.firn.catalog.table.EventSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** The same rows as a writer without further thought leaves them: in the order they came in. */
final class PlainFiles implements AutoCloseable {
  private final Table table;
  private final DataWriter<Record> writer;

  PlainFiles(Table table, DataFile like, String codec) throws IOException {
    this.table = table;
    this.writer =
        Parquet.writeData(
                table.io().newOutputFile(table.location() + "/plain/" + UUID.randomUUID()))
            .schema(EventSchema.SCHEMA)
            .withSpec(table.spec())
            .withPartition(like.partition())
            .set("write.parquet.compression-codec", codec)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
  }

  void addRowsOf(DataFile file) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> all =
        Parquet.read(table.io().newInputFile(file.location()))
            .project(EventSchema.SCHEMA)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(EventSchema.SCHEMA, type))
            .build()) {
      all.forEach(rows::add);
    }
    rows.sort(
        Comparator.<Record>comparingLong(row -> (Long) row.getField("ingest_seq"))
            .thenComparingInt(row -> (Integer) row.getField("ingest_index")));
    rows.forEach(writer::write);
  }

  long bytes() throws IOException {
    writer.close();
    return writer.toDataFile().fileSizeInBytes();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}

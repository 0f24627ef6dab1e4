package dev.firn.catalog.compaction;

import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** Writes as any engine with Iceberg's library does. */
final class OtherClient {
  private OtherClient() {}

  static void append(Table table, PartitionKey partition, Consumer<Record> values) {
    Record row = GenericRecord.create(table.schema());
    OffsetDateTime time = partition.start().atOffset(ZoneOffset.UTC);
    row.setField("id", UUID.randomUUID().toString());
    row.setField("source", "elsewhere");
    row.setField("type", partition.type());
    row.setField("specversion", "1.0");
    row.setField("time", time);
    row.setField("ingested_at", time);
    row.setField("tenant", "acme");
    row.setField("ingest_writer", "another client");
    row.setField("ingest_seq", 1L);
    row.setField("ingest_index", 0);
    values.accept(row);
    table.newAppend().appendFile(write(table, partition, row)).commit();
  }

  /** By a position delete file. */
  static void deleteFirstRow(Table table, DataFile file) {
    try {
      PositionDeleteWriter<Record> writer =
          Parquet.writeDeletes(
                  table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID()))
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(table.spec())
              .withPartition(file.partition())
              .buildPositionWriter();
      try (writer) {
        writer.write(PositionDelete.<Record>create().set(file.location(), 0));
      }
      table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataFile write(Table table, PartitionKey partition, Record row) {
    PartitionData values = new PartitionData(table.spec().partitionType());
    values.set(0, partition.type());
    values.set(1, Math.toIntExact(partition.hour()));
    try {
      DataWriter<Record> writer =
          Parquet.writeData(
                  table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID()))
              .schema(table.schema())
              .withSpec(table.spec())
              .withPartition(values)
              .createWriterFunc(GenericParquetWriter::create)
              .build();
      try (writer) {
        writer.write(row);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

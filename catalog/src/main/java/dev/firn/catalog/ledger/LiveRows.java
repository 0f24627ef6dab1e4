package dev.firn.catalog.ledger;

import dev.firn.catalog.table.EventSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;

/**
 * Whether the rows of a data file are in a table, in that file or in one that compaction made of
 * it. A file is added and removed as a whole, so its first row speaks for all.
 */
final class LiveRows {
  private static final Schema PROVENANCE =
      EventSchema.SCHEMA.select("type", "time", "ingest_writer", "ingest_seq", "ingest_index");

  private LiveRows() {}

  static boolean contains(Table table, FileIO io, DataFile file) {
    Record row = firstRow(io, file);
    try (CloseableIterable<Record> found =
        IcebergGenerics.read(table).select("id").where(sameRow(row)).build()) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not search " + table.name(), e);
    }
  }

  private static Expression sameRow(Record row) {
    return Expressions.and(
        Expressions.equal("type", row.getField("type")),
        Expressions.equal("time", row.getField("time").toString()),
        Expressions.equal("ingest_writer", row.getField("ingest_writer")),
        Expressions.equal("ingest_seq", row.getField("ingest_seq")),
        Expressions.equal("ingest_index", row.getField("ingest_index")));
  }

  private static Record firstRow(FileIO io, DataFile file) {
    try (CloseableIterable<Record> rows =
        Parquet.read(io.newInputFile(file))
            .project(PROVENANCE)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(PROVENANCE, type))
            .build()) {
      Iterator<Record> iterator = rows.iterator();
      if (!iterator.hasNext()) {
        throw new IllegalStateException("There is no row in " + file.location());
      }
      return iterator.next();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
  }
}

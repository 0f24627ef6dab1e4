package dev.firn.catalog.audit;

import dev.firn.catalog.rewrite.Place;
import dev.firn.catalog.rewrite.RemovedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;

/** Reads a few columns of live files, without the rows that delete files take out. */
final class RowReader {
  private final FileIO io;
  private final Schema tableSchema;

  RowReader(FileIO io, Schema tableSchema) {
    this.io = io;
    this.tableSchema = tableSchema;
  }

  /**
   * Shows each live row.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException when the object is gone
   * @throws RuntimeException when it cannot be read
   */
  void read(LiveFile file, Consumer<Record> rows, String... columns) {
    if (file.task().file().format() != FileFormat.PARQUET) {
      throw new UnsupportedOperationException(
          "Not read by audits: " + file.task().file().format() + " file " + file.location());
    }
    GenericDeleteFilter deletes =
        new GenericDeleteFilter(io, file.task(), tableSchema, tableSchema.select(columns));
    Schema projection = deletes.requiredSchema();
    try (CloseableIterable<Record> all =
            Parquet.read(io.newInputFile(file.location(), file.bytes()))
                .project(projection)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(projection, type))
                .build();
        CloseableIterable<Record> live = deletes.filter(all)) {
      live.forEach(rows);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
  }

  /** Rows that compaction left out when it wrote the file. */
  List<Place> removed(LiveFile file) {
    try {
      return file.task().file().format() == FileFormat.PARQUET
          ? RemovedRows.of(io.newInputFile(file.location(), file.bytes()))
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
  }
}

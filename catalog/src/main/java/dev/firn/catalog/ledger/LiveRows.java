package dev.firn.catalog.ledger;

import dev.firn.catalog.ledger.PlannedFiles.PlannedFile;
import dev.firn.catalog.table.EventSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
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
 * Whether the rows of data files are in a table, in those files or in others that compaction made
 * of them. A file is added and removed as a whole, so its first row speaks for all.
 */
final class LiveRows {
  private static final Schema PROVENANCE =
      EventSchema.SCHEMA.select("type", "time", "ingest_writer", "ingest_seq", "ingest_index");

  private LiveRows() {}

  /** How many of the files have their rows in the table. */
  static int count(Table table, FileIO io, List<PlannedFile> files) {
    Set<String> live = livePaths(table, files);
    int count = live.size();
    for (PlannedFile planned : files) {
      if (!live.contains(planned.file().location()) && contains(table, io, planned.file())) {
        count++;
      }
    }
    return count;
  }

  /** Of these files, those that are in the table as they are: most often all or none. */
  private static Set<String> livePaths(Table table, List<PlannedFile> files) {
    Set<String> wanted =
        files.stream().map(planned -> planned.file().location()).collect(Collectors.toSet());
    Set<String> live = new HashSet<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if (wanted.contains(task.file().location())) {
          live.add(task.file().location());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the manifests of " + table.name(), e);
    }
    return live;
  }

  private static boolean contains(Table table, FileIO io, DataFile file) {
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

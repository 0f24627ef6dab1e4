package dev.firn.bench.faults.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Comparators;

/**
 * K4: each live path once, its object there, its size and rows as the table says. Hands on what
 * each file holds, as it stands there: nothing is taken from metadata in place of a column.
 */
final class FileCheck {
  private final Findings twice = new Findings("K4: a live file is listed twice");
  private final Findings wrong = new Findings("K4: a live file is not in the store as listed");
  private final Findings misplaced = new Findings("K4: a row is not of its file's partition");
  private final Findings deletes = new Findings("K4: a live file has rows deleted");
  private int files;

  void check(Table table, Consumer<Record> rows) throws IOException {
    Set<String> paths = new HashSet<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files++;
        if (!paths.add(task.file().location())) {
          twice.add(task.file().location());
        }
        if (!task.deletes().isEmpty()) {
          deletes.add(task.file().location());
        }
        checkFile(table, task, rows);
      }
    }
  }

  private void checkFile(Table table, FileScanTask task, Consumer<Record> rows) {
    DataFile file = task.file();
    try {
      long bytes = table.io().newInputFile(file.location()).getLength();
      if (bytes != file.fileSizeInBytes()) {
        wrong.add(file.location() + " has " + bytes + " bytes, not " + file.fileSizeInBytes());
      }
      long read = read(table, task, rows);
      if (read != file.recordCount()) {
        wrong.add(file.location() + " has " + read + " rows, not " + file.recordCount());
      }
    } catch (RuntimeException e) {
      wrong.add(file.location() + ": " + e.getMessage());
    }
  }

  private long read(Table table, FileScanTask task, Consumer<Record> rows) {
    Schema schema = table.schema().select(RowCheck.COLUMNS);
    InternalRecordWrapper values = new InternalRecordWrapper(schema.asStruct());
    PartitionKey partition = new PartitionKey(task.spec(), schema);
    Comparator<StructLike> same = Comparators.forType(task.spec().partitionType());
    long count = 0;
    try (CloseableIterable<Record> records =
        Parquet.read(table.io().newInputFile(task.file().location()))
            .project(schema)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
            .build()) {
      for (Record row : records) {
        count++;
        partition.partition(values.wrap(row));
        if (same.compare(partition, task.file().partition()) != 0) {
          misplaced.add(row.getField("id") + " in " + task.file().location());
        }
        rows.accept(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  int files() {
    return files;
  }

  void addTo(List<String> problems) {
    for (Findings findings : List.of(twice, wrong, misplaced, deletes)) {
      findings.addTo(problems);
    }
  }
}

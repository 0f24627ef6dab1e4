package dev.firn.catalog.ledger;

import dev.firn.catalog.ledger.PlannedFiles.PlannedFile;
import dev.firn.catalog.table.EventSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/**
 * Whether the rows of data files are in a table, in those files or in others that compaction made
 * of them. A file is added and removed as a whole, so any row of it speaks for all: the first may
 * be gone, where compaction found its event in an earlier file.
 */
final class LiveRows {
  private static final List<String> PROVENANCE_COLUMNS =
      List.of("type", "time", "ingest_writer", "ingest_seq", "ingest_index");

  private static final Schema PROVENANCE = EventSchema.SCHEMA.select(PROVENANCE_COLUMNS);

  private static final int SEQUENCE = EventSchema.SCHEMA.findField("ingest_seq").fieldId();

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
    Set<Place> own = Set.of();
    try (CloseableIterable<Record> candidates =
        IcebergGenerics.read(table)
            .select("time", "ingest_seq", "ingest_index")
            .where(sameAppends(firstRow(io, file), file))
            .build()) {
      for (Record row : candidates) {
        // Mostly there is no candidate, and the file need not be read.
        own = own.isEmpty() ? places(io, file) : own;
        if (own.contains(Place.of(row))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not search " + table.name(), e);
    }
  }

  private static Expression sameAppends(Record row, DataFile file) {
    OffsetDateTime hour = ((OffsetDateTime) row.getField("time")).truncatedTo(ChronoUnit.HOURS);
    return Expressions.and(
        Expressions.equal("type", row.getField("type")),
        Expressions.greaterThanOrEqual("time", hour.toString()),
        Expressions.lessThan("time", hour.plusHours(1).toString()),
        Expressions.equal("ingest_writer", row.getField("ingest_writer")),
        Expressions.greaterThanOrEqual("ingest_seq", append(file.lowerBounds(), row)),
        Expressions.lessThanOrEqual("ingest_seq", append(file.upperBounds(), row)));
  }

  private static long append(@Nullable Map<Integer, ByteBuffer> bounds, Record row) {
    ByteBuffer bound = bounds == null ? null : bounds.get(SEQUENCE);
    return bound == null
        ? (Long) row.getField("ingest_seq")
        : bound.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** A row of one writer, by its time as well. */
  private record Place(Object time, Object append, Object index) {
    static Place of(Record row) {
      return new Place(
          row.getField("time"), row.getField("ingest_seq"), row.getField("ingest_index"));
    }
  }

  private static Set<Place> places(FileIO io, DataFile file) {
    Set<Place> places = new HashSet<>();
    try (CloseableIterable<Record> rows = rows(io, file)) {
      rows.forEach(row -> places.add(Place.of(row)));
      return places;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
  }

  private static CloseableIterable<Record> rows(FileIO io, DataFile file) {
    return Parquet.read(io.newInputFile(file))
        .project(PROVENANCE)
        .createReaderFunc(type -> GenericParquetReaders.buildReader(PROVENANCE, type))
        .build();
  }

  private static Record firstRow(FileIO io, DataFile file) {
    try (CloseableIterable<Record> rows = rows(io, file)) {
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

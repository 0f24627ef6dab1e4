package dev.firn.catalog.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.catalog.table.EventSchema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.jspecify.annotations.Nullable;

/**
 * A data file that a snapshot lists.
 *
 * @param range the appends it holds, where its metadata alone says that they are of one writer
 * @param task to read it, with what deletes rows of it
 */
record LiveFile(
    String location, long bytes, long rows, Optional<AppendRange> range, FileScanTask task) {
  private static final int WRITER = EventSchema.SCHEMA.findField("ingest_writer").fieldId();
  private static final int SEQUENCE = EventSchema.SCHEMA.findField("ingest_seq").fieldId();

  /** Appends of one writer. */
  record AppendRange(String writer, long from, long to) {}

  static LiveFile of(FileScanTask task) {
    DataFile file = task.file();
    return new LiveFile(
        file.location(),
        file.fileSizeInBytes(),
        file.recordCount(),
        task.deletes().isEmpty() ? range(file) : Optional.empty(),
        task);
  }

  /** Bounds that were cut short differ, so equal ones are the value itself. */
  private static Optional<AppendRange> range(DataFile file) {
    ByteBuffer writer = bound(file.lowerBounds(), WRITER);
    ByteBuffer from = bound(file.lowerBounds(), SEQUENCE);
    ByteBuffer to = bound(file.upperBounds(), SEQUENCE);
    if (writer == null
        || from == null
        || to == null
        || !writer.equals(bound(file.upperBounds(), WRITER))) {
      return Optional.empty();
    }
    return Optional.of(
        new AppendRange(UTF_8.decode(writer.duplicate()).toString(), number(from), number(to)));
  }

  private static @Nullable ByteBuffer bound(@Nullable Map<Integer, ByteBuffer> bounds, int field) {
    return bounds == null ? null : bounds.get(field);
  }

  private static long number(ByteBuffer bound) {
    return bound.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}

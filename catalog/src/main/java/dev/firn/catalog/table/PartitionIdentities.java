package dev.firn.catalog.table;

import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;

/**
 * Who the rows are that one partition's buffer brought into the table: a scan of few columns of the
 * snapshot that was current when it was opened. Blocking, one caller at a time.
 */
public final class PartitionIdentities implements AutoCloseable {

  /** With the partition's type and hour, what makes an event the one it is. */
  public record Identity(String tenant, String source, String id) {}

  private final String writerPrefix;
  private final long epoch;
  private final long throughAppend;
  private final CloseableIterable<Record> rows;
  private final CloseableIterator<Record> iterator;

  private PartitionIdentities(
      PartitionKey partition, long epoch, long throughAppend, CloseableIterable<Record> rows) {
    this.writerPrefix = partition.id() + "#";
    this.epoch = epoch;
    this.throughAppend = throughAppend;
    this.rows = rows;
    this.iterator = rows.iterator();
  }

  /**
   * Rows of epochs before this one, and of this one up to an append, as {@code ingest_writer} and
   * {@code ingest_seq} name them.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchTableException when there is no table
   */
  public static PartitionIdentities open(
      EventTable table, PartitionKey partition, long epoch, long throughAppend) {
    return new PartitionIdentities(
        partition,
        epoch,
        throughAppend,
        IcebergGenerics.read(table.fresh())
            .select("tenant", "source", "id", "ingest_writer", "ingest_seq")
            .where(rowsOf(partition))
            .build());
  }

  private static Expression rowsOf(PartitionKey partition) {
    return Expressions.and(
        Expressions.equal("type", partition.type()),
        Expressions.greaterThanOrEqual("time", timestamp(partition)),
        Expressions.lessThan(
            "time", timestamp(new PartitionKey(partition.type(), partition.hour() + 1))));
  }

  private static String timestamp(PartitionKey partition) {
    return partition.start().toString().replace("Z", "+00:00");
  }

  /** The next row's; empty at the end. */
  public Optional<Identity> next() {
    while (iterator.hasNext()) {
      Record row = iterator.next();
      if (counts(text(row, "ingest_writer"), (Long) row.getField("ingest_seq"))) {
        return Optional.of(new Identity(text(row, "tenant"), text(row, "source"), text(row, "id")));
      }
    }
    return Optional.empty();
  }

  private boolean counts(String writer, long append) {
    if (!writer.startsWith(writerPrefix)) {
      return false;
    }
    long writtenIn = Long.parseLong(writer.substring(writerPrefix.length()));
    return writtenIn < epoch || (writtenIn == epoch && append <= throughAppend);
  }

  private static String text(Record row, String column) {
    return row.getField(column).toString();
  }

  @Override
  public void close() {
    try {
      iterator.close();
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not close a scan", e);
    }
  }
}

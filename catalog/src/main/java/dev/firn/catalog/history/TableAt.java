package dev.firn.catalog.history;

import java.time.Instant;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The table at one snapshot, with the schema of then. What is read of it is the same however often
 * it is read, for as long as the snapshot is kept. Thread-safe.
 */
public final class TableAt {
  private final Table table;
  private final Snapshot snapshot;

  TableAt(Table table, Snapshot snapshot) {
    this.table = table;
    this.snapshot = snapshot;
  }

  public long snapshotId() {
    return snapshot.snapshotId();
  }

  public long sequenceNumber() {
    return snapshot.sequenceNumber();
  }

  public Instant committedAt() {
    return Instant.ofEpochMilli(snapshot.timestampMillis());
  }

  /** The columns that the table had then, by the names of then. */
  public Schema schema() {
    return scan().schema();
  }

  /** For whoever plans and reads files on its own. */
  public TableScan scan() {
    return table.newScan().useSnapshot(snapshot.snapshotId());
  }

  /**
   * Rows that fit, one after the other; to be closed.
   *
   * @param columns those that are read; none for all
   */
  public CloseableIterable<Record> rows(Expression where, String... columns) {
    IcebergGenerics.ScanBuilder rows =
        IcebergGenerics.read(table).useSnapshot(snapshot.snapshotId()).where(where);
    return (columns.length == 0 ? rows : rows.select(columns)).build();
  }
}

package dev.firn.catalog.table;

import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the rows are that one partition's buffer brought into the table: a scan of few columns of the
 * snapshot that was current when it was opened. If somebody rolled the table back, what was seen
 * committed may come in again: it is read as well, as long as the snapshots are there. Blocking,
 * one caller at a time.
 */
public final class PartitionIdentities implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionIdentities.class);

  /** With the partition's type and hour, what makes an event the one it is. */
  public record Identity(String tenant, String source, String id) {}

  private final Table table;
  private final PartitionKey partition;
  private final String writerPrefix;
  private final long epoch;
  private final long throughAppend;
  private final ArrayDeque<Long> rolledBack;
  private CloseableIterator<Record> rows;
  private boolean isOfRolledBack;

  private PartitionIdentities(
      Table table, PartitionKey partition, long epoch, long throughAppend, List<Long> rolledBack) {
    this.table = table;
    this.partition = partition;
    this.writerPrefix = partition.id() + "#";
    this.epoch = epoch;
    this.throughAppend = throughAppend;
    this.rolledBack = new ArrayDeque<>(rolledBack);
    this.rows = scan().build().iterator();
  }

  /**
   * Rows of epochs before this one, and of this one up to an append, as {@code ingest_writer} and
   * {@code ingest_seq} name them. A row may come twice.
   *
   * @param seen snapshots in which such rows were seen, the newest last
   * @throws org.apache.iceberg.exceptions.NoSuchTableException when there is no table
   */
  public static PartitionIdentities open(
      EventTable table, PartitionKey partition, long epoch, long throughAppend, List<Long> seen) {
    Table fresh = table.fresh();
    return new PartitionIdentities(
        fresh, partition, epoch, throughAppend, outsideHistory(fresh, seen));
  }

  /** Those that the current snapshot does not stem from, nor another of them. */
  private static List<Long> outsideHistory(Table table, List<Long> seen) {
    Set<Long> covered = new HashSet<>(SnapshotUtil.currentAncestorIds(table));
    List<Long> outside = new ArrayList<>();
    for (int i = seen.size() - 1; i >= 0; i--) {
      Snapshot snapshot = table.snapshot(seen.get(i));
      if (snapshot != null && covered.add(snapshot.snapshotId())) {
        outside.add(snapshot.snapshotId());
        covered.addAll(SnapshotUtil.ancestorIds(snapshot, table::snapshot));
      }
    }
    return outside;
  }

  private IcebergGenerics.ScanBuilder scan() {
    return IcebergGenerics.read(table)
        .select("tenant", "source", "id", "ingest_writer", "ingest_seq")
        .where(rowsOf(partition));
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
    while (hasNext()) {
      Record row = rows.next();
      if (counts(text(row, "ingest_writer"), (Long) row.getField("ingest_seq"))) {
        return Optional.of(new Identity(text(row, "tenant"), text(row, "source"), text(row, "id")));
      }
    }
    return Optional.empty();
  }

  private boolean hasNext() {
    while (!hasMoreHere()) {
      Long snapshot = rolledBack.poll();
      if (snapshot == null) {
        return false;
      }
      LOG.warn("identities of rolled back rows partition={} snapshot={}", partition.id(), snapshot);
      close();
      isOfRolledBack = true;
      rows = rolledBack(snapshot);
    }
    return true;
  }

  /** What was rolled back and then deleted cannot come in again: its manifests, or its files. */
  private CloseableIterator<Record> rolledBack(long snapshot) {
    try {
      return scan().useSnapshot(snapshot).build().iterator();
    } catch (NotFoundException e) {
      LOG.warn("a rolled back snapshot is gone partition={}", partition.id(), e);
      return CloseableIterator.empty();
    }
  }

  private boolean hasMoreHere() {
    try {
      return rows.hasNext();
    } catch (NotFoundException e) {
      if (!isOfRolledBack) {
        throw e;
      }
      LOG.warn("rolled back rows are gone partition={}", partition.id(), e);
      return false;
    }
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
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not close a scan", e);
    }
  }
}

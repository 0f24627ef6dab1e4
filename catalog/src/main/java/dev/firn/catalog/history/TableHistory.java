package dev.firn.catalog.history;

import dev.firn.catalog.table.EventTable;
import org.apache.iceberg.Table;

/**
 * A table's history, as it is when it is asked for. Blocking, thread-safe. Every call loads the
 * table; a failure of the catalog or the store is thrown as it came.
 */
public final class TableHistory {
  private final EventTable table;

  public TableHistory(EventTable table) {
    this.table = table;
  }

  /**
   * The table at a point of its history, to be read.
   *
   * @throws NoSuchPointException when there is no such point, or no longer
   */
  public TableAt at(AsOf asOf) {
    Table fresh = table.fresh();
    return new TableAt(fresh, new Resolution(fresh).of(asOf));
  }

  /**
   * Snapshots, newest first, those that were rolled back among them.
   *
   * @param limit at most so many, at least 1
   * @param before only those with a smaller sequence number
   */
  public SnapshotPage snapshots(int limit, long before) {
    return new SnapshotListing(table.fresh()).page(limit, before);
  }

  /**
   * What is different at one point from another.
   *
   * @throws NoSuchPointException when there is no such point, or no longer
   */
  public SnapshotDiff diff(AsOf from, AsOf to) {
    Table fresh = table.fresh();
    Resolution points = new Resolution(fresh);
    return new FileDiff(fresh, points.of(from), points.of(to)).read();
  }
}

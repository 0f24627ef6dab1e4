package dev.firn.catalog.datafile;

import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that stand in the way of a file. First the faults that can be seen, in one pass;
 * then, if the rest still cannot be written, by bisection: a range that can be written has none, a
 * single row that cannot is one. With k such rows among n, about k · log n ranges are tried. Where
 * rows that are known to be good cannot be written either, it is the writer or the table that is at
 * fault, and no row is blamed.
 */
final class UnwritableRows {

  /** Writes rows where no store can fail. */
  interface Trial {
    void write(PartitionKey partition, List<AppendedBatch> batches) throws IOException;
  }

  private record Place(int batch, int row) {}

  private final PartitionKey partition;
  private final Schema fileSchema;
  private final Trial trial;
  private final List<UnwritableRow> found = new ArrayList<>();
  private List<AppendedBatch> batches = List.of();

  UnwritableRows(PartitionKey partition, Schema fileSchema, Trial trial) {
    this.partition = partition;
    this.fileSchema = fileSchema;
    this.trial = trial;
  }

  /** By append and place; none where all of them can be written and the failure was another. */
  List<UnwritableRow> find(List<AppendedBatch> suspects) {
    batches = suspects;
    List<Place> rest = examine();
    if (canWriteGoodRows()) {
      bisect(rest);
    }
    found.sort(
        Comparator.comparingLong(UnwritableRow::append).thenComparingInt(UnwritableRow::index));
    return found;
  }

  private boolean canWriteGoodRows() {
    UnwritableRows good = new UnwritableRows(WarmUpRows.PARTITION, fileSchema, trial);
    good.batches = WarmUpRows.batches();
    List<Place> rows = good.examine();
    return rows.isEmpty() || good.failure(rows) == null;
  }

  /** Notes the faults that can be seen, and answers which rows have none. */
  private List<Place> examine() {
    RowCheck check = new RowCheck(partition, fileSchema);
    List<Place> rest = new ArrayList<>();
    for (int batch = 0; batch < batches.size(); batch++) {
      examine(batch, check, rest);
    }
    return rest;
  }

  private void examine(int batch, RowCheck check, List<Place> rest) {
    AppendedBatch append = batches.get(batch);
    BitSet duplicates = append.duplicates();
    BatchRows rows = null;
    String trouble = "";
    try {
      rows = append.batch().open();
    } catch (RuntimeException e) {
      trouble = e.toString();
    }
    int count = append.batch().rows();
    for (int row = duplicates.nextClearBit(0);
        row < count;
        row = duplicates.nextClearBit(row + 1)) {
      Optional<UnwritableRow> fault = fault(check, append.append(), rows, row, trouble);
      if (fault.isPresent()) {
        found.add(fault.get());
      } else {
        rest.add(new Place(batch, row));
      }
    }
  }

  private static Optional<UnwritableRow> fault(
      RowCheck check, long append, @Nullable BatchRows rows, int row, String trouble) {
    return rows == null
        ? Optional.of(new UnwritableRow(append, row, UnwritableRow.UNREADABLE_BATCH, trouble))
        : check.fault(append, rows, row);
  }

  private void bisect(List<Place> range) {
    Exception failure = range.isEmpty() ? null : failure(range);
    if (failure == null) {
      return;
    }
    if (range.size() == 1) {
      Place row = range.get(0);
      found.add(
          new UnwritableRow(
              batches.get(row.batch()).append(),
              row.row(),
              UnwritableRow.NOT_ENCODABLE,
              failure.toString()));
      return;
    }
    int middle = range.size() / 2;
    bisect(range.subList(0, middle));
    bisect(range.subList(middle, range.size()));
  }

  private @Nullable Exception failure(List<Place> range) {
    try {
      trial.write(partition, only(range));
      return null;
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  /** The batches of a range, everything else in them left out. */
  private List<AppendedBatch> only(List<Place> range) {
    List<AppendedBatch> some = new ArrayList<>();
    int from = 0;
    while (from < range.size()) {
      AppendedBatch append = batches.get(range.get(from).batch());
      BitSet others = new BitSet();
      others.set(0, append.batch().rows());
      int next = from;
      while (next < range.size() && range.get(next).batch() == range.get(from).batch()) {
        others.clear(range.get(next).row());
        next++;
      }
      some.add(new AppendedBatch(append.append(), append.batch(), others));
      from = next;
    }
    return some;
  }
}

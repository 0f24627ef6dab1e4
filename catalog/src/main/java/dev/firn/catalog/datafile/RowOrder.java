package dev.firn.catalog.datafile;

import dev.firn.events.AppendedBatch;
import dev.firn.events.BatchRows;
import dev.firn.events.PartitionKey;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The rows to write of some opened batches, by time, then append, then place. Time within the hour
 * and ordinal share one long each, so that sorting is sorting longs; rows that came in order, as
 * they mostly do, are not sorted at all.
 */
final class RowOrder {
  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final int ORDINAL_BITS = 31;
  private static final long ORDINAL_MASK = (1L << ORDINAL_BITS) - 1;

  private final int[] batchOf;
  private final int[] placeOf;
  private final long[] keys;

  private RowOrder(int rows) {
    batchOf = new int[rows];
    placeOf = new int[rows];
    keys = new long[rows];
  }

  static RowOrder of(PartitionKey partition, List<AppendedBatch> batches, List<BatchRows> opened) {
    RowOrder order = new RowOrder(batches.stream().mapToInt(AppendedBatch::accepted).sum());
    long start = Math.multiplyExact(partition.hour(), MICROS_PER_HOUR);
    int ordinal = 0;
    boolean sorted = true;
    for (int batch = 0; batch < batches.size(); batch++) {
      BatchRows rows = opened.get(batch);
      BitSet duplicates = batches.get(batch).duplicates();
      for (int place = 0; place < rows.count(); place++) {
        if (duplicates.get(place)) {
          continue;
        }
        long offset = rows.timeMicros(place) - start;
        if (offset < 0 || offset >= MICROS_PER_HOUR) {
          throw new IllegalArgumentException(
              "A row of " + partition.id() + " is not of its hour: " + rows.timeMicros(place));
        }
        order.batchOf[ordinal] = batch;
        order.placeOf[ordinal] = place;
        order.keys[ordinal] = offset << ORDINAL_BITS | ordinal;
        sorted &= ordinal == 0 || order.keys[ordinal - 1] < order.keys[ordinal];
        ordinal++;
      }
    }
    if (!sorted) {
      Arrays.sort(order.keys);
    }
    return order;
  }

  int count() {
    return keys.length;
  }

  int batch(int position) {
    return batchOf[(int) (keys[position] & ORDINAL_MASK)];
  }

  int place(int position) {
    return placeOf[(int) (keys[position] & ORDINAL_MASK)];
  }
}

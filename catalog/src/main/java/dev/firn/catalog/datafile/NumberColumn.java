package dev.firn.catalog.datafile;

import java.io.IOException;
import org.apache.parquet.column.statistics.Statistics;

/** A required column of numbers that hardly repeat, as plain longs or ints. */
final class NumberColumn {
  private final Levels levels = Levels.flat(false);
  private final Bytes values = new Bytes(ColumnPages.HEADROOM);
  private final boolean isInt;
  private final int pageSize;
  private long smallest;
  private long largest;
  private ColumnPages pages;

  NumberColumn(boolean isInt, int pageSize, ColumnPages pages) {
    this.isInt = isInt;
    this.pageSize = pageSize;
    this.pages = pages;
    clear();
  }

  void begin(ColumnPages next) {
    pages = next;
  }

  void add(long value) throws IOException {
    if (values.length() >= pageSize) {
      writePage();
    }
    if (isInt) {
      values.putInt((int) value);
    } else {
      values.putLong(value);
    }
    levels.present();
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }

  void finish() throws IOException {
    if (levels.count() > 0) {
      writePage();
    }
  }

  private void writePage() throws IOException {
    Statistics<?> statistics = pages.newStatistics(levels);
    addBound(statistics, smallest);
    addBound(statistics, largest);
    pages.writePlain(values, levels, statistics);
    clear();
  }

  private void addBound(Statistics<?> statistics, long bound) {
    if (isInt) {
      statistics.updateStats((int) bound);
    } else {
      statistics.updateStats(bound);
    }
  }

  private void clear() {
    levels.clear();
    values.resize(ColumnPages.HEADROOM);
    smallest = Long.MAX_VALUE;
    largest = Long.MIN_VALUE;
  }
}
